import type * as z from 'zod';
import type { KubernetesObject } from '../objects.ts';
import { messagesOf } from '../parse-input.ts';
import type { Path } from '../router.ts';
import { annotationIssues } from './annotations.ts';
import { SPECS } from './kinds.ts';
import { anyMetadata, objectMetadata } from './metadata.ts';

/** What is wrong with an object: where, from its top, and what to do, in one sentence. */
export interface ObjectIssue {
  readonly path: Path;
  readonly message: string;
}

/**
 * What an API server, an admission webhook or a controller would refuse or drop of an object, as far as it bears on routing
 * and affinity: fields that do not exist, values out of range, and rules over several fields, which CRDs have as CEL. Of a kind
 * that is unknown here only labels and annotations are looked at: names follow other rules there.
 */
export function validateObject(object: KubernetesObject): readonly ObjectIssue[] {
  return [
    ...issuesOf(isKnownKind(object) ? objectMetadata : anyMetadata, object.metadata, ['metadata']),
    ...annotationIssues(object).map(({ name, message }) => ({ path: ['metadata', 'annotations', name], message })),
    ...specIssues(object),
  ];
}

/** Whether the `spec` of such an object is looked at. */
export function isKnownKind({ apiVersion, kind }: Pick<KubernetesObject, 'apiVersion' | 'kind'>): boolean {
  return specOf(apiVersion, kind) !== undefined;
}

function specOf(apiVersion: string, kind: string): z.ZodType | undefined {
  const kinds = Object.hasOwn(SPECS, apiVersion) ? SPECS[apiVersion] : undefined;
  return kinds !== undefined && Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
}

function specIssues(object: KubernetesObject): readonly ObjectIssue[] {
  const schema = specOf(object.apiVersion, object.kind);
  // An object without a spec is one with an empty spec to API servers.
  return schema === undefined ? [] : issuesOf(schema, 'spec' in object ? object.spec : {}, ['spec']);
}

function issuesOf(schema: z.ZodType, value: unknown, at: Path): readonly ObjectIssue[] {
  const { error } = schema.safeParse(value, { reportInput: true });
  return (error?.issues ?? []).flatMap((issue) =>
    messagesOf(issue).map(({ path, message }) => ({ path: [...at, ...path], message })),
  );
}
