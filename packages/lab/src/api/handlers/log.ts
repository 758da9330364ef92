import { once } from 'node:events';
import type { Stored } from '../../store/resource-types.ts';
import type { Exchange } from '../exchange.ts';
import { wholeNumber } from '../read.ts';
import type { ObjectPath } from '../request-info.ts';
import type { LogOptions } from '../server.ts';
import { badRequest, methodNotAllowed, notFound } from '../status.ts';

/** Writes a container's log as text, with `follow` for as long as the client listens. @throws ApiError 400, 404 */
export async function onLog(exchange: Exchange, path: ObjectPath): Promise<void> {
  const { request, response, options, signal } = exchange;
  if (request.method !== 'GET') throw methodNotAllowed();
  const pod = options.store.get('pods', path);
  if (pod === undefined) throw notFound(path.resource, path.name);
  const wanted = logOptions(pod, exchange);
  requireStarted(pod, wanted);
  response.writeHead(200, { 'content-type': 'text/plain' });
  response.flushHeaders();
  for await (const line of options.logs({ namespace: path.namespace ?? '', name: path.name }, wanted)) {
    if (response.destroyed) return;
    const drained = response.write(line.endsWith('\n') ? line : `${line}\n`);
    if (!drained) await once(response, 'drain', { signal });
  }
  response.end();
}

type Wanted = LogOptions & { readonly container: string };

function logOptions({ metadata, spec }: Stored<'pods'>, { query, signal }: Exchange): Wanted {
  for (const name of ['sinceSeconds', 'sinceTime', 'limitBytes']) {
    if (query.get(name)) throw badRequest(`the Sticky lab does not support ${name}: use tailLines`);
  }
  const names = (spec?.containers ?? []).map((container) => container.name);
  const [first = '', ...more] = names;
  const named = query.get('container') || undefined;
  if (named === undefined && more.length > 0) {
    throw badRequest(
      `a container name must be specified for pod ${metadata.name}, choose one of: [${names.join(' ')}]`,
    );
  }
  const container = named ?? first;
  if (!names.includes(container)) throw badRequest(`container ${container} is not valid for pod ${metadata.name}`);
  const tailLines = wholeNumber(query, 'tailLines');
  return {
    container,
    follow: query.get('follow') === 'true',
    timestamps: query.get('timestamps') === 'true',
    previous: query.get('previous') === 'true',
    ...(tailLines === undefined ? {} : { tailLines }),
    signal,
  };
}

/** What has never run has no log. @throws ApiError 400 in the words of the kubelet */
function requireStarted({ metadata, status }: Stored<'pods'>, { container, previous }: Wanted): void {
  const found = status?.containerStatuses?.find(({ name }) => name === container);
  if (previous) {
    if (found?.lastState?.terminated !== undefined) return;
    throw badRequest(`previous terminated container "${container}" in pod "${metadata.name}" not found`);
  }
  const started = found?.state?.running ?? found?.state?.terminated ?? found?.lastState?.terminated;
  if (started !== undefined) return;
  const reason = found?.state?.waiting?.reason ?? 'ContainerCreating';
  const why = reason.includes('ImagePull') ? 'trying and failing to pull image' : reason;
  throw badRequest(`container "${container}" in pod "${metadata.name}" is waiting to start: ${why}`);
}
