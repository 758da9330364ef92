import { bodyTypesOf, readObject } from '../body.ts';
import { type Exchange, isRead, renderingOf, sendJson, writeContext } from '../exchange.ts';
import { listObjects } from '../read.ts';
import { renderList, renderObject } from '../render.ts';
import type { ResourcePath } from '../request-info.ts';
import { selection } from '../selectors.ts';
import { methodNotAllowed } from '../status.ts';
import { watchObjects } from '../watch.ts';
import { createObject } from '../write/create.ts';
import { structOf } from '../write/decode.ts';
import { deleteObject, deleteOptions } from '../write/delete.ts';

/** Lists, watches, makes and deletes objects of a kind. @throws ApiError */
export async function onCollection(exchange: Exchange, path: ResourcePath): Promise<void> {
  const { request, response, query, options, signal } = exchange;
  const { store } = options;
  const rendering = renderingOf(exchange);
  if (isRead(request)) {
    const watches = ['true', '1'].includes(query.get('watch') ?? '');
    if (watches) watchObjects(options, path, query, rendering, response, signal);
    else sendJson(response, 200, listObjects(store, path, query, rendering));
    return;
  }
  if (path.resource.namespaced && path.namespace === undefined) throw methodNotAllowed();
  if (request.method === 'POST') {
    const sent = await readObject(request, structOf(path.resource), bodyTypesOf(path.resource));
    sendJson(response, 201, renderObject(path.resource, createObject(path, sent, writeContext(exchange)), rendering));
    return;
  }
  if (request.method !== 'DELETE') throw methodNotAllowed();
  const wanted = await deleteOptions(exchange);
  const chosen = store.list(path.resource.name, path.namespace).filter(selection(path.resource, query));
  const deleted = chosen.map((object) => deleteObject(store, path.resource, object, wanted).object);
  sendJson(response, 200, renderList(path.resource, deleted, rendering, { resourceVersion: String(store.revision) }));
}
