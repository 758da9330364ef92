import type { ServerResponse } from 'node:http';
import { apiVersionOf, type Resource } from '../resources/resource.ts';
import type { ResourceName, Stored } from '../store/resource-types.ts';
import { StoreError, type StoreEvent } from '../store/store.ts';
import { wholeNumber } from './read.ts';
import { type Rendering, renderObject } from './render.ts';
import type { ResourcePath } from './request-info.ts';
import { type Predicate, selection } from './selectors.ts';
import type { ApiOptions } from './server.ts';
import { type ApiError, badRequest, expired } from './status.ts';

/** The real server ends a watch after 30 to 60 minutes when the client names no time. */
const DEFAULT_TIMEOUT_SECONDS = 45 * 60;

const BOOKMARK_EVERY_MS = 60_000;

/** A client that reads this much slower than events come has lost the thread: it is cut off and lists anew. */
const BACKLOG_LIMIT_BYTES = 16 * 1024 * 1024;

/**
 * Streams the events of a collection, one JSON object a line, until the client goes, the time is over or `signal` aborts.
 * What is there at the start is as the store has it; what comes later comes when watchers hear of it.
 *
 * @throws ApiError 400
 */
export function watchObjects(
  { store, cache }: Pick<ApiOptions, 'store' | 'cache'>,
  path: ResourcePath,
  query: URLSearchParams,
  rendering: Rendering,
  response: ServerResponse,
  signal: AbortSignal,
): void {
  const { resource, namespace } = path;
  const selected = selection(resource, query);
  const chosen: Predicate = (object) =>
    (namespace === undefined || object.metadata.namespace === namespace) && selected(object);
  const since = wholeNumber(query, 'resourceVersion') ?? 0;
  const initialEvents = query.get('sendInitialEvents') === 'true';
  if (initialEvents && query.get('resourceVersionMatch') !== 'NotOlderThan') {
    throw badRequest('sendInitialEvents requires setting resourceVersionMatch to NotOlderThan');
  }
  const bookmarks = query.get('allowWatchBookmarks') === 'true';
  const seconds = wholeNumber(query, 'timeoutSeconds') || DEFAULT_TIMEOUT_SECONDS;

  const lines = new WatchLines(resource, rendering, response);
  const start = since === 0 || initialEvents ? store.revision : since;
  if (since === 0 || initialEvents) {
    for (const object of store.list(resource.name, namespace)) if (chosen(object)) lines.send('ADDED', object);
    if (initialEvents) lines.bookmark(start, { 'k8s.io/initial-events-end': 'true' });
  }
  let heard = start;
  let stop: () => void;
  try {
    stop = cache.watch((event) => {
      heard = event.revision;
      if (event.resource !== resource.name) return;
      const type = typeFor(event, chosen);
      if (type !== undefined) lines.send(type, event.object);
    }, start);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    lines.fail(expired(error.message));
    return;
  }
  const bookmarkTimer = setInterval(() => bookmarks && lines.bookmark(heard, {}), BOOKMARK_EVERY_MS);
  const endTimer = setTimeout(end, seconds * 1000);
  function end() {
    stop();
    clearInterval(bookmarkTimer);
    clearTimeout(endTimer);
    signal.removeEventListener('abort', end);
    response.end();
  }
  response.once('close', end);
  signal.addEventListener('abort', end);
}

/** An object that begins to match a selector is ADDED to its watcher; one that ceases to is DELETED. */
function typeFor(event: StoreEvent, chosen: Predicate): StoreEvent['type'] | undefined {
  const before = event.previous !== undefined && chosen(event.previous);
  const after = event.type !== 'DELETED' && chosen(event.object);
  if (before && after) return 'MODIFIED';
  if (after) return 'ADDED';
  return before ? 'DELETED' : undefined;
}

class WatchLines {
  readonly #resource: Resource;
  readonly #rendering: Rendering;
  readonly #response: ServerResponse;
  /** A table names its columns once a watch. */
  #columnsSent = false;

  constructor(resource: Resource, rendering: Rendering, response: ServerResponse) {
    this.#resource = resource;
    this.#rendering = rendering;
    this.#response = response;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
  }

  send(type: StoreEvent['type'], object: Stored<ResourceName>): void {
    const rendered = renderObject(this.#resource, object, this.#rendering);
    const bare = this.#rendering.view === 'table' && this.#columnsSent;
    this.#write(type, bare ? { ...rendered, columnDefinitions: null } : rendered);
    this.#columnsSent = true;
  }

  bookmark(revision: number, annotations: Readonly<Record<string, string>>): void {
    const metadata = { resourceVersion: String(revision), creationTimestamp: null, annotations };
    this.#write('BOOKMARK', { ...this.#typeOfBookmark(), metadata });
  }

  #typeOfBookmark() {
    const { view } = this.#rendering;
    if (view === 'object') return { kind: this.#resource.kind, apiVersion: apiVersionOf(this.#resource) };
    const kind = view === 'table' ? 'Table' : 'PartialObjectMetadata';
    return { kind, apiVersion: 'meta.k8s.io/v1', ...(view === 'table' ? { columnDefinitions: null, rows: [] } : {}) };
  }

  fail(error: ApiError): void {
    this.#write('ERROR', error.toStatus());
    this.#response.end();
  }

  #write(type: string, object: unknown): void {
    if (this.#response.destroyed) return;
    this.#response.write(`${JSON.stringify({ type, object })}\n`);
    if (this.#response.writableLength > BACKLOG_LIMIT_BYTES) this.#response.destroy();
  }
}
