import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JsonObject } from '../resources/json.ts';
import { isObject } from '../resources/json.ts';
import type { ResourceName, Stored } from '../store/resource-types.ts';
import { negotiateView, wantsAggregatedDiscovery } from './accept.ts';
import { mediaType, parseJson, readObject, readText } from './body.ts';
import {
  aggregatedDiscovery,
  apiGroupDocument,
  apiGroupList,
  apiResourceList,
  apiVersions,
  version,
} from './discovery.ts';
import { sendLogs } from './logs.ts';
import { jsonPatch } from './patch/json-patch.ts';
import { mergePatch } from './patch/merge-patch.ts';
import { getObject, listObjects } from './read.ts';
import { type Rendering, renderList, renderObject } from './render.ts';
import { type ObjectPath, parseResourcePath, type ResourcePath } from './request-info.ts';
import { isScalable, scaleOf, withScale } from './scale.ts';
import { selection } from './selectors.ts';
import { type ApiOptions, sendJson } from './server.ts';
import { ApiError, badRequest, methodNotAllowed, noSuchPath } from './status.ts';
import { watchObjects } from './watch.ts';
import { createObject } from './write/create.ts';
import { deletedStatus, deleteObject, deleteOptions } from './write/delete.ts';
import { writeOptions } from './write/options.ts';
import { updateObject } from './write/update.ts';

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly options: ApiOptions;
  /** Aborts when the client has gone or the server ends. */
  readonly signal: AbortSignal;
}

/** Answers one request. @throws ApiError */
export async function route(exchange: Exchange): Promise<void> {
  const { request, response, options } = exchange;
  const url = new URL(request.url ?? '/', 'https://lab');
  const path = parseResourcePath(url.pathname);
  if (path !== undefined) return onResource(exchange, path, url.searchParams);
  if (request.method === 'POST' && url.pathname === '/lab/shutdown') {
    sendJson(response, 202, {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      message: 'the lab ends',
    });
    options.onShutdown();
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') throw noSuchPath();
  if (['/healthz', '/livez', '/readyz'].includes(url.pathname)) {
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end('ok');
    return;
  }
  const found = document(url.pathname, request);
  if (found === undefined) throw noSuchPath();
  sendJson(response, 200, found.body, found.headers);
}

/** The documents by which clients find out what is served. */
function document(
  pathname: string,
  request: IncomingMessage,
): { body: unknown; headers?: Record<string, string> } | undefined {
  const parts = pathname.split('/').filter((part) => part !== '');
  const [root, group, groupVersion, ...more] = parts;
  if (more.length > 0) return undefined;
  if (root === 'version' && group === undefined) return { body: version };
  if ((root === 'api' || root === 'apis') && group === undefined) {
    if (wantsAggregatedDiscovery(request.headers.accept)) {
      const type = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
      return { body: aggregatedDiscovery(root), headers: { 'content-type': type } };
    }
    return { body: root === 'api' ? apiVersions(request.headers.host ?? '') : apiGroupList() };
  }
  const body =
    root === 'api' && group === 'v1' && groupVersion === undefined
      ? apiResourceList('')
      : root === 'apis' && group !== undefined && group !== ''
        ? groupVersion === undefined
          ? apiGroupDocument(group)
          : groupVersion === 'v1'
            ? apiResourceList(group)
            : undefined
        : undefined;
  return body === undefined ? undefined : { body };
}

async function onResource(exchange: Exchange, path: ResourcePath, query: URLSearchParams): Promise<void> {
  if (path.name === undefined) return onCollection(exchange, path, query);
  const object: ObjectPath = { ...path, name: path.name };
  if (path.subresource === undefined) return onObject(exchange, object, query);
  const known = path.resource.subresources.find((subresource) => subresource === path.subresource);
  if (known === undefined) throw noSuchPath();
  if (known === 'log') return onLog(exchange, object, query);
  if (known === 'scale') return onScale(exchange, object, query);
  return onObject(exchange, object, query);
}

async function onCollection(
  { request, response, options, signal }: Exchange,
  path: ResourcePath,
  query: URLSearchParams,
): Promise<void> {
  const { store } = options;
  const rendering = renderingOf(request, query);
  if (request.method === 'GET' || request.method === 'HEAD') {
    if (query.get('watch') === 'true' || query.get('watch') === '1') {
      watchObjects(store, path, query, rendering, response, signal);
      return;
    }
    sendJson(response, 200, listObjects(store, path, query, rendering));
    return;
  }
  if (request.method === 'POST') {
    if (path.resource.namespaced && path.namespace === undefined) throw methodNotAllowed();
    const created = createObject(
      store,
      path,
      await readObject(request),
      writeOptions(query, request.headers['user-agent']),
    );
    sendJson(response, 201, renderObject(path.resource, created, rendering));
    return;
  }
  if (request.method === 'DELETE') {
    const wanted = deleteOptions(query, await optionalObject(request));
    const chosen = store.list(path.resource.name, path.namespace).filter(selection(path.resource, query));
    const deleted = chosen.map((object) => deleteObject(store, path.resource, object, wanted).object);
    sendJson(response, 200, renderList(path.resource, deleted, rendering, { resourceVersion: String(store.revision) }));
    return;
  }
  throw methodNotAllowed();
}

async function onObject(
  { request, response, options }: Exchange,
  path: ObjectPath,
  query: URLSearchParams,
): Promise<void> {
  const { store } = options;
  const { resource } = path;
  const rendering = renderingOf(request, query);
  const send = (object: Stored<ResourceName>) => sendJson(response, 200, renderObject(resource, object, rendering));
  if (request.method === 'GET' || request.method === 'HEAD') return send(getObject(store, path));
  if (request.method === 'PUT' || request.method === 'PATCH') {
    const wanted = writeOptions(query, request.headers['user-agent']);
    const change = request.method === 'PUT' ? constant(await readObject(request)) : await readPatch(request);
    const previous = getObject(store, path);
    return send(updateObject(store, path, previous, change(jsonOf(previous)), wanted));
  }
  if (request.method === 'DELETE' && path.subresource === undefined) {
    const wanted = deleteOptions(query, await optionalObject(request));
    const { object, gone } = deleteObject(store, resource, getObject(store, path), wanted);
    // Pods and services are answered with the object itself, also when they are gone, as the real server does.
    const whole = !gone || resource.name === 'pods' || resource.name === 'services';
    sendJson(response, 200, whole ? renderObject(resource, object, rendering) : deletedStatus(resource, object));
    return;
  }
  throw methodNotAllowed();
}

async function onScale(
  { request, response, options }: Exchange,
  path: ObjectPath,
  query: URLSearchParams,
): Promise<void> {
  const previous = getObject(options.store, path);
  if (!isScalable(previous)) throw noSuchPath();
  if (request.method === 'GET' || request.method === 'HEAD') return sendJson(response, 200, scaleOf(previous));
  if (request.method !== 'PUT' && request.method !== 'PATCH') throw methodNotAllowed();
  const change = request.method === 'PUT' ? constant(await readObject(request)) : await readPatch(request);
  const current = getObject(options.store, path);
  if (!isScalable(current)) throw noSuchPath();
  const scaled = withScale(path.resource, current, change(jsonOf(scaleOf(current))));
  const { subresource: _, ...main } = path;
  const updated = updateObject(
    options.store,
    main,
    current,
    scaled,
    writeOptions(query, request.headers['user-agent']),
  );
  if (!isScalable(updated)) throw noSuchPath();
  sendJson(response, 200, scaleOf(updated));
}

async function onLog(
  { request, response, options, signal }: Exchange,
  path: ObjectPath,
  query: URLSearchParams,
): Promise<void> {
  if (request.method !== 'GET') throw methodNotAllowed();
  const pod = options.store.get('pods', path) ?? getObject(options.store, path);
  await sendLogs(options.logs, pod as Stored<'pods'>, query, response, signal);
}

type Change = (current: JsonObject) => JsonObject;

function constant(sent: JsonObject): Change {
  return () => sent;
}

async function readPatch(request: IncomingMessage): Promise<Change> {
  const type = mediaType(request);
  const patch = parseJson(await readText(request));
  const change = (current: JsonObject) => {
    if (type === 'application/json-patch+json') return jsonPatch(current, patch);
    if (type === 'application/merge-patch+json' || type === 'application/strategic-merge-patch+json')
      return mergePatch(current, patch);
    throw new ApiError(
      415,
      'UnsupportedMediaType',
      `the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, application/apply-patch+yaml`,
    );
  };
  return (current) => {
    const changed = change(current);
    if (!isObject(changed)) throw badRequest('the patch leaves no object');
    return changed;
  };
}

function jsonOf(value: unknown): JsonObject {
  return structuredClone(value) as JsonObject;
}

async function optionalObject(request: IncomingMessage): Promise<JsonObject | undefined> {
  const text = await readText(request);
  if (text.trim() === '') return undefined;
  const value = parseJson(text);
  return isObject(value) ? value : undefined;
}

function renderingOf(request: IncomingMessage, query: URLSearchParams): Rendering {
  const include = query.get('includeObject') || 'Metadata';
  if (include !== 'None' && include !== 'Metadata' && include !== 'Object')
    throw badRequest(`unrecognized includeObject value: "${include}"`);
  return { view: negotiateView(request.headers.accept), includeObject: include };
}
