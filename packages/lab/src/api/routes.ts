import { type Exchange, isRead, sendJson } from './exchange.ts';
import { onAccessLog } from './handlers/access-log.ts';
import { onCollection } from './handlers/collection.ts';
import { documentAt } from './handlers/documents.ts';
import { onFault, onFaults } from './handlers/faults.ts';
import { onLog } from './handlers/log.ts';
import { onObject } from './handlers/object.ts';
import { onScale } from './handlers/scale.ts';
import { onShutdown } from './handlers/shutdown.ts';
import { foreignResource, type ObjectPath, parseResourcePath, type ResourcePath } from './request-info.ts';
import { noSuchPath, noSuchSubresource, notServed } from './status.ts';

const HEALTH_PATHS = ['/healthz', '/livez', '/readyz'];

/** Subresources of a real cluster: whoever asks for one learns that the lab has it not. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  'attach',
  'binding',
  'ephemeralcontainers',
  'eviction',
  'exec',
  'finalize',
  'portforward',
  'proxy',
  'resize',
  'token',
]);

/** What a lab has beside the API of Kubernetes. */
const LAB_PATHS: ReadonlyMap<string, (exchange: Exchange) => void | Promise<void>> = new Map([
  ['/lab/faults', onFaults],
  ['/lab/log', onAccessLog],
  ['/lab/shutdown', onShutdown],
]);

/** What comes after it is the id of a fault. */
const FAULT_PATH = '/lab/faults/';

/** Answers one request. @throws ApiError */
export async function route(exchange: Exchange, pathname: string): Promise<void> {
  const path = parseResourcePath(pathname);
  if (path !== undefined) return onResource(exchange, path);
  const onLabPath = LAB_PATHS.get(pathname);
  if (onLabPath !== undefined) return onLabPath(exchange);
  if (pathname.startsWith(FAULT_PATH)) return onFault(exchange, pathname.slice(FAULT_PATH.length));
  const { request, response } = exchange;
  const foreign = foreignResource(pathname);
  if (foreign !== undefined) throw notServed(foreign.groupVersion, foreign.resource);
  if (!isRead(request)) throw noSuchPath();
  if (HEALTH_PATHS.includes(pathname)) {
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end('ok');
    return;
  }
  const found = documentAt(pathname, request);
  if (found === undefined) throw noSuchPath();
  const headers = found.contentType === undefined ? {} : { 'content-type': found.contentType };
  if (found.body instanceof Uint8Array) response.writeHead(200, headers).end(found.body);
  else sendJson(response, 200, found.body, headers);
}

function onResource(exchange: Exchange, path: ResourcePath): Promise<void> {
  const { name, subresource, resource } = path;
  if (name === undefined) return onCollection(exchange, path);
  const object: ObjectPath = { ...path, name };
  if (subresource === undefined) return onObject(exchange, object);
  const known = resource.subresources.find((one) => one === subresource);
  if (known === undefined) {
    if (ELSEWHERE.has(subresource)) throw noSuchSubresource(resource, subresource);
    // What follows a namespace's name is the kind of its contents.
    throw resource.name === 'namespaces' ? notServed('v1', subresource) : noSuchPath();
  }
  if (known === 'log') return onLog(exchange, object);
  return known === 'scale' ? onScale(exchange, object) : onObject(exchange, object);
}
