import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Stored } from '../store/resource-types.ts';
import { wholeNumber } from './read.ts';
import type { ApiOptions, LogOptions } from './server.ts';
import { badRequest } from './status.ts';

/** Writes a container's log as text, with `follow` for as long as the client listens. @throws ApiError 400 */
export async function sendLogs(
  logs: ApiOptions['logs'],
  pod: Stored<'pods'>,
  query: URLSearchParams,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const { name, namespace = '' } = pod.metadata;
  const options = logOptions(pod, query, signal);
  const status = pod.status?.containerStatuses?.find((container) => container.name === options.container);
  const waiting = status?.state?.waiting;
  if (options.previous && status?.lastState?.terminated === undefined) {
    throw badRequest(`previous terminated container "${options.container}" in pod "${name}" not found`);
  }
  if (
    !options.previous &&
    (status === undefined || (waiting !== undefined && status.lastState?.terminated === undefined))
  ) {
    const why =
      waiting?.reason === undefined || waiting.reason === 'ContainerCreating'
        ? 'ContainerCreating'
        : `trying and failing to pull image`;
    throw badRequest(`container "${options.container}" in pod "${name}" is waiting to start: ${why}`);
  }
  response.writeHead(200, { 'content-type': 'text/plain' });
  response.flushHeaders();
  for await (const line of logs({ namespace, name }, options)) {
    if (response.destroyed) return;
    const drained = response.write(line.endsWith('\n') ? line : `${line}\n`);
    if (!drained) await once(response, 'drain', { signal });
  }
  response.end();
}

function logOptions(
  pod: Stored<'pods'>,
  query: URLSearchParams,
  signal: AbortSignal,
): LogOptions & { container: string } {
  const names = (pod.spec?.containers ?? []).map((container) => container.name);
  const [first, ...more] = names;
  const wanted = query.get('container') || undefined;
  if (wanted === undefined && more.length > 0) {
    throw badRequest(
      `a container name must be specified for pod ${pod.metadata.name}, choose one of: [${names.join(' ')}]`,
    );
  }
  const container = wanted ?? first ?? '';
  if (!names.includes(container)) throw badRequest(`container ${container} is not valid for pod ${pod.metadata.name}`);
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
