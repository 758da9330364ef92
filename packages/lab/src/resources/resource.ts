import type { z } from 'zod';
import type { Draft, ResourceName, Stored } from '../store/resource-types.ts';
import type { FieldError } from './schema/field-error.ts';

export type Cell = string | number | boolean | null;

/** A column of `kubectl get`. */
export interface Column<R extends ResourceName = ResourceName> {
  readonly name: string;
  readonly type: 'string' | 'integer';
  readonly format?: 'name';
  /** Columns above 0 are for `-o wide`. */
  readonly priority?: number;
  readonly description: string;
  cell(object: Stored<R>, now: Date): Cell;
}

/** A method's type, so that a resource of one kind passes as a resource of any kind: see `resources`. */
type FieldReader<R extends ResourceName> = { read(object: Stored<R>): string }['read'];

export type Subresource = 'status' | 'scale' | 'log';

/** All that the API knows about one kind. It is kept as v1. */
export interface Resource<R extends ResourceName = ResourceName> {
  /** Plural name, as in paths. */
  readonly name: R;
  /** `''` for the core group. */
  readonly group: string;
  /** In which version it is asked for and shown; v1 when absent. All versions of a kind have one schema. */
  readonly version?: string;
  /** Versions in which it is served besides v1. */
  readonly olderVersions?: readonly string[];
  /** A CRD's kind: it knows neither protobuf nor strategic merge patch. */
  readonly custom?: boolean;
  readonly kind: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  readonly subresources: readonly Subresource[];
  /** What names may look like. */
  readonly nameRule: 'label' | 'subdomain' | 'service';
  readonly schema: z.ZodType;
  readonly columns: readonly Column<R>[];
  /** Fields that a field selector may name, beyond metadata.name and metadata.namespace. */
  readonly selectableFields?: Readonly<Record<string, FieldReader<R>>>;
  /** What the server sets on a new object, before defaults and validation. */
  prepareForCreate?(draft: Draft<R>): void;
  /** What the server carries over on a write, before defaults and validation. */
  prepareForUpdate?(draft: Draft<R>, previous: Stored<R>): void;
  /** What a write may not change. */
  validateUpdate?(draft: Draft<R>, previous: Stored<R>): readonly FieldError[];
}

/** The version in which every kind is kept. */
export const STORED_VERSION = 'v1';

export function versionOf({ version = STORED_VERSION }: Pick<Resource, 'version'>): string {
  return version;
}

/** `v1`, `apps/v1` */
export function apiVersionOf(resource: Pick<Resource, 'group' | 'version'>): string {
  return resource.group === '' ? versionOf(resource) : `${resource.group}/${versionOf(resource)}`;
}

/** Every version in which a kind is served, the one that clients are to prefer first. */
export function versionsOf({ olderVersions = [] }: Pick<Resource, 'olderVersions'>): readonly string[] {
  return [STORED_VERSION, ...olderVersions];
}

/** A resource as it is asked for in a version. */
export function inVersion(resource: Resource, version: string): Resource {
  return version === versionOf(resource) ? resource : { ...resource, version };
}

/** `pods`, `deployments.apps`: how messages name a resource. */
export function qualifiedName(resource: Pick<Resource, 'group' | 'name'>): string {
  return resource.group === '' ? resource.name : `${resource.name}.${resource.group}`;
}
