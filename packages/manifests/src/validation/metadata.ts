import * as z from 'zod';
import { label, objectName, pattern } from './schema.ts';

/** `example.com/name`: the beginning a DNS subdomain, the name of at most 63 characters (IsQualifiedName). */
const qualifiedName = pattern(
  /^((?=[^/]{1,253}\/)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?(?=[^/]{1,63}$)[A-Za-z0-9]([-_.A-Za-z0-9]*[A-Za-z0-9])?$/,
  'use at most 63 letters, digits, "-", "_" and ".", where needed with a DNS name and "/" before',
);
const labelValue = pattern(
  /^((?=.{1,63}$)[A-Za-z0-9]([-_.A-Za-z0-9]*[A-Za-z0-9])?)?$/,
  'the value of a label has at most 63 letters, digits, "-", "_" and ".", and begins and ends with one of the first two',
);
// Kubernetes takes the names of annotations in any case.
const annotationName = z.string().refine((name) => qualifiedName.safeParse(name.toLowerCase()).success, {
  error:
    'This cannot name an annotation: use letters, digits, "-", "_" and ".", where needed with a DNS name and "/" before.',
});

/** Kubernetes' own checks of all objects: ValidateObjectMeta in apimachinery/pkg/api/validation. */
export const anyMetadata = z.looseObject({
  namespace: label.optional(),
  labels: z.record(qualifiedName, labelValue).optional(),
  annotations: z
    .record(annotationName, z.string())
    .refine(
      (all) => Object.entries(all).reduce((size, [name, value]) => size + name.length + value.length, 0) <= 256 * 1024,
      {
        error: 'All annotations together have at most 256 KiB: take some out.',
      },
    )
    .optional(),
});

/** Of the kinds that are known here: each is named by a DNS subdomain. RBAC's, for one, may have a colon. */
export const objectMetadata = anyMetadata.extend({ name: objectName });
