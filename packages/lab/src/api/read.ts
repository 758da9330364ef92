import type { ResourceName, Stored } from '../store/resource-types.ts';
import { type Store, StoreError } from '../store/store.ts';
import { type ListMeta, type Rendering, renderList } from './render.ts';
import type { ObjectPath, ResourcePath } from './request-info.ts';
import { selection } from './selectors.ts';
import { ApiError, badRequest, expired, notFound } from './status.ts';

/** @throws ApiError 404 */
export function getObject(store: Store, { resource, namespace, name }: ObjectPath): Stored<ResourceName> {
  const object = store.get(resource.name, { namespace, name });
  if (object === undefined) throw notFound(resource, name);
  return object;
}

/** One page of a list. @throws ApiError 400, 410 */
export function listObjects(
  store: Store,
  { resource, namespace }: ResourcePath,
  query: URLSearchParams,
  rendering: Rendering,
): unknown {
  const chosen = selection(resource, query);
  const limit = wholeNumber(query, 'limit') ?? 0;
  const token = query.get('continue');
  const start = token ? parseContinue(token) : { revision: revisionOf(store, query), after: '' };
  const all = listAt(store, { resource, ...(namespace === undefined ? {} : { namespace }) }, start.revision);
  const rest = all.filter((object) => chosen(object) && keyOf(object) > start.after);
  const page = limit > 0 ? rest.slice(0, limit) : rest;
  const last = page.at(-1);
  const metadata: ListMeta = {
    resourceVersion: String(start.revision),
    ...(last !== undefined && page.length < rest.length
      ? {
          continue: continueToken({ revision: start.revision, after: keyOf(last) }),
          remainingItemCount: rest.length - page.length,
        }
      : {}),
  };
  return renderList(resource, page, rendering, metadata);
}

function listAt(
  store: Store,
  { resource, namespace }: ResourcePath,
  revision: number,
): readonly Stored<ResourceName>[] {
  try {
    return store.listAt(resource.name, revision, namespace);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    throw expired(
      'The provided continue parameter is too old to display a consistent list result. Start a new list without the continue parameter.',
    );
  }
}

/** The newest revision, unless the client wants an exact one. */
function revisionOf(store: Store, query: URLSearchParams): number {
  const wanted = wholeNumber(query, 'resourceVersion') ?? 0;
  if (wanted > store.revision) {
    const message = `Too large resource version: ${wanted}, current: ${store.revision}`;
    throw new ApiError(504, 'Timeout', message, {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    });
  }
  return query.get('resourceVersionMatch') === 'Exact' && wanted > 0 ? wanted : store.revision;
}

/** @throws ApiError 400 */
export function wholeNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  if (!/^\d{1,15}$/.test(text)) throw badRequest(`invalid value for ${name}: "${text}" is not a whole number`);
  return Number(text);
}

interface Continue {
  readonly revision: number;
  readonly after: string;
}

function keyOf({ metadata }: Stored<ResourceName>): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

function continueToken(position: Continue): string {
  return Buffer.from(`${position.revision} ${position.after}`).toString('base64url');
}

function parseContinue(token: string): Continue {
  const [, revision, after] = /^(\d+) (.+)$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  if (revision === undefined || after === undefined) throw badRequest('continue key is not valid');
  return { revision: Number(revision), after };
}
