import type { DeleteOptions, Preconditions } from 'kubernetes-types/meta/v1.js';
import { bool, int64From, list, oneOf, optional, string, struct, unsupported, zeroMatters } from './types.ts';

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';

const preconditions = struct<Preconditions>(`${META}.Preconditions`, {
  uid: optional(1, string(), 'UID that the object must have.'),
  resourceVersion: optional(2, string(), 'Version that the object must have.'),
});

/** The body of a DELETE. */
export const deleteOptionsSchema = struct<DeleteOptions>(`${META}.DeleteOptions`, {
  apiVersion: optional(0, string(), 'API version of the options.'),
  kind: optional(0, string(), 'Always DeleteOptions.'),
  gracePeriodSeconds: zeroMatters(optional(1, int64From(0), 'Seconds that a pod has to end; 0 ends it at once.')),
  preconditions: optional(2, preconditions, 'What the object must be for the deletion to happen.'),
  orphanDependents: unsupported(3),
  propagationPolicy: optional(4, oneOf('Background', 'Foreground', 'Orphan'), 'What becomes of what the object owns.'),
  dryRun: optional(5, list(oneOf('All')), 'All: nothing is kept.'),
  ignoreStoreReadErrorWithClusterBreakingPotential: optional(6, bool(), 'Of no use in the lab.'),
});
