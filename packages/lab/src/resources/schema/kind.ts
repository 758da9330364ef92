import type { z } from 'zod';
import { objectMeta } from './metadata.ts';
import { type Field, required, string, struct, type Unsupported } from './types.ts';

/** The fields of a kind beyond those that every kind has. */
type OwnFields<T> = { readonly [K in Exclude<keyof T, 'apiVersion' | 'kind' | 'metadata'>]-?: Field | Unsupported };

/**
 * A whole object of Kubernetes' API.
 *
 * @param id its OpenAPI name, `io.k8s.api.apps.v1.Deployment`
 */
export function kind<T>(id: string, description: string, fields: OwnFields<T>): z.ZodType<T> {
  const common = {
    apiVersion: required(0, string(), 'API version of the object.'),
    kind: required(0, string(), 'Kind of the object.'),
    metadata: required(1, objectMeta, 'Name, labels and all else that objects of every kind have.'),
  };
  // OwnFields holds that the fields are those of T: `common` has the three that it leaves out.
  return struct<object>(id, { ...common, ...fields }, { description }) as z.ZodType<T>;
}
