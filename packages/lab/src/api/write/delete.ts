import type { JsonObject } from '../../resources/json.ts';
import type { Resource } from '../../resources/resource.ts';
import { deleteOptionsSchema } from '../../resources/schema/delete-options.ts';
import type { FieldError } from '../../resources/schema/field-error.ts';
import { structureOf } from '../../resources/schema/structure.ts';
import { validate } from '../../resources/schema/validate.ts';
import type { Draft, ResourceName, Stored } from '../../store/resource-types.ts';
import type { Store } from '../../store/store.ts';
import { readOptionalObject } from '../body.ts';
import { type Exchange, writeContext } from '../exchange.ts';
import { ApiError, conflict, forbidden } from '../status.ts';
import { decodeAs } from './decode.ts';
import { isDryRun } from './options.ts';
import { isReleased } from './update.ts';

export type PropagationPolicy = 'Background' | 'Foreground' | 'Orphan';

export interface DeleteOptions {
  readonly dryRun: boolean;
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy: PropagationPolicy;
  readonly uid?: string;
  readonly resourceVersion?: string;
}

/** DeleteOptions from the body, where there is one, and else from the query. @throws ApiError 400, 413, 415, 422 */
export async function deleteOptions(exchange: Exchange): Promise<DeleteOptions> {
  const structure = structureOf(deleteOptionsSchema);
  if (structure.type !== 'struct') throw new Error('the schema of DeleteOptions is no struct');
  const body = await readOptionalObject(exchange.request, structure);
  const sent = body ?? fromQuery(exchange.query);
  const { value, unsupported } = decodeAs('DeleteOptions', structure, sent, writeContext(exchange));
  const result = validate(deleteOptionsSchema, value);
  if ('errors' in result) throw invalidOptions(result.errors);
  if (unsupported.length > 0) throw invalidOptions(unsupported);
  const { dryRun = [], gracePeriodSeconds, propagationPolicy, preconditions = {} } = result.value;
  const { uid, resourceVersion } = preconditions;
  return {
    dryRun: isDryRun([...dryRun, ...exchange.query.getAll('dryRun')]),
    propagationPolicy: POLICIES.find((policy) => policy === propagationPolicy) ?? 'Background',
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...(uid === undefined ? {} : { uid }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
}

const POLICIES: readonly PropagationPolicy[] = ['Background', 'Foreground', 'Orphan'];

function invalidOptions(errors: readonly FieldError[]): ApiError {
  const text = errors.map(({ field, message }) => `${field}: ${message}`).join(', ');
  return new ApiError(422, 'Invalid', `DeleteOptions.meta.k8s.io "" is invalid: ${text}`);
}

function fromQuery(query: URLSearchParams): JsonObject {
  const grace = query.get('gracePeriodSeconds');
  const policy = query.get('propagationPolicy');
  return { ...(grace ? { gracePeriodSeconds: Number(grace) } : {}), ...(policy ? { propagationPolicy: policy } : {}) };
}

export interface Deletion {
  readonly object: Stored<ResourceName>;
  /** Whether the object is gone; otherwise it waits for its grace period or its finalizers. */
  readonly gone: boolean;
}

/**
 * Deletes an object, or marks it as one that goes: pods have their grace period, `Foreground` and `Orphan` leave a
 * finalizer for the garbage collector, a namespace is emptied first.
 *
 * @throws ApiError 403, 409
 */
export function deleteObject(
  store: Store,
  resource: Resource,
  object: Stored<ResourceName>,
  options: DeleteOptions,
): Deletion {
  requireMortal(resource, object);
  requirePreconditions(resource, object, options);
  const marked = marking(object, options);
  if (options.dryRun) return { object: marked, gone: isReleased(marked) };
  if (isReleased(marked)) return { object: store.remove(resource.name, object.metadata), gone: true };
  const { resourceVersion: _, ...metadata } = marked.metadata;
  return { object: store.update(resource.name, { ...marked, metadata }), gone: false };
}

/** The namespaces that the NamespaceLifecycle admission plugin keeps. */
const IMMORTAL = ['default', 'kube-system', 'kube-public'];

function requireMortal(resource: Resource, { metadata }: Stored<ResourceName>): void {
  if (resource.name !== 'namespaces' || !IMMORTAL.includes(metadata.name)) return;
  throw forbidden(resource, metadata.name, 'this namespace may not be deleted');
}

function requirePreconditions(
  resource: Resource,
  { metadata }: Stored<ResourceName>,
  { uid, resourceVersion }: DeleteOptions,
): void {
  if (uid !== undefined && uid !== metadata.uid) {
    throw conflict(
      resource,
      metadata.name,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${metadata.uid}`,
    );
  }
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    const why = `Precondition failed: ResourceVersion in precondition: ${resourceVersion}, ResourceVersion in object meta: ${metadata.resourceVersion}`;
    throw conflict(resource, metadata.name, why);
  }
}

function marking(object: Stored<ResourceName>, options: DeleteOptions): Stored<ResourceName> {
  const { metadata } = object;
  const grace = shortest(metadata.deletionGracePeriodSeconds, graceSeconds(object, options));
  const asked = metadata.deletionTimestamp !== undefined && metadata.deletionGracePeriodSeconds === grace;
  const ends = new Date(Date.now() + grace * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
  const held =
    options.propagationPolicy === 'Foreground'
      ? 'foregroundDeletion'
      : options.propagationPolicy === 'Orphan'
        ? 'orphan'
        : undefined;
  const finalizers = new Set(metadata.finalizers ?? []);
  if (held !== undefined) finalizers.add(held);
  const marked = {
    ...object,
    metadata: {
      ...metadata,
      ...(finalizers.size > 0 ? { finalizers: [...finalizers] } : {}),
      deletionTimestamp: asked ? (metadata.deletionTimestamp ?? ends) : ends,
      deletionGracePeriodSeconds: grace,
    },
  };
  return object.kind === 'Namespace' ? { ...marked, ...{ status: { phase: 'Terminating' } } } : marked;
}

function shortest(before: number | undefined, now: number): number {
  return before === undefined ? now : Math.min(before, now);
}

/** Only a pod that may have a process has something to be graceful about. */
function graceSeconds(object: Stored<ResourceName>, { gracePeriodSeconds }: DeleteOptions): number {
  if (!isPod(object)) return 0;
  const { spec, status } = object;
  if (!spec?.nodeName || status?.phase === 'Succeeded' || status?.phase === 'Failed') return 0;
  return gracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? 30;
}

function isPod(object: Stored<ResourceName>): object is Stored<'pods'> {
  return object.kind === 'Pod';
}

/** What a deletion that is done at once is answered with. */
export function deletedStatus(resource: Resource, { metadata }: Draft<ResourceName>) {
  const details = {
    name: metadata.name,
    ...(resource.group === '' ? {} : { group: resource.group }),
    kind: resource.name,
    uid: metadata.uid,
  };
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details };
}
