import type { KubernetesObject, Loss } from '@sticky/manifests';
import type { FieldConflict } from '../errors.ts';

export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** For what is to be deleted: that very object, not a later one of the same name. */
  readonly uid?: string;
}

/** A JSON merge patch (RFC 7386): what server-side apply cannot say, such as taking away a field that another manager owns. */
export interface MergePatch {
  readonly ref: ObjectRef;
  readonly merge: { readonly [field: string]: unknown };
}

/** What a plan would do to one object, as the server's dry-run answers. */
export interface Change {
  readonly action: 'create' | 'update' | 'delete' | 'unchanged';
  readonly ref: ObjectRef;
  /** YAML of the live object and of the object as it would be, without what the server alone writes; empty where there is none. */
  readonly before: string;
  readonly after: string;
}

/** What a verb is going to do: shown first, then carried out. Nothing has been changed yet. */
export interface Plan {
  /** `Scale sticky-d from 1 to 2 pods` */
  readonly title: string;
  /** The App that it is about. */
  readonly app: string;
  readonly apply: readonly KubernetesObject[];
  /** Takes away what other managers own too; `conflicts` names it, so it takes `force`. */
  readonly patch: readonly MergePatch[];
  readonly remove: readonly ObjectRef[];
  readonly changes: readonly Change[];
  /** Fields that another manager owns: carrying out needs `force`. */
  readonly conflicts: readonly FieldConflict[];
  readonly losses: readonly Loss[];
  /** What it leaves as it is although one might expect otherwise, and why; one sentence each. */
  readonly notes: readonly string[];
}
