import { once } from 'node:events';
import { logLine } from '../../access-log/log-line.ts';
import type { Exchange } from '../exchange.ts';
import { wholeNumber } from '../read.ts';
import { methodNotAllowed } from '../status.ts';

/**
 * `GET /lab/log`: the access log, a JSON object a line. `tail=N` wants the last ones alone, `follow=true` also those to
 * come, `route`, `pod` and `session` those that match. A client that reads slower than entries come finds a line
 * `{"leftOut":N}` where some are missing.
 *
 * @throws ApiError 400, 405
 */
export async function onAccessLog({ request, response, query, options, signal }: Exchange): Promise<void> {
  if (request.method !== 'GET') throw methodNotAllowed();
  const parts = options.accessLog.read({
    tail: wholeNumber(query, 'tail'),
    follow: query.get('follow') === 'true',
    filter: {
      route: query.get('route') ?? undefined,
      pod: query.get('pod') ?? undefined,
      session: query.get('session') ?? undefined,
    },
    signal,
  });
  response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-cache, private' });
  response.flushHeaders();
  for await (const { leftOut, entries } of parts) {
    const lines = entries.map(logLine);
    const drained = response.write([...(leftOut > 0 ? [logLine({ leftOut })] : []), ...lines].join(''));
    // Until then nothing is read from the log, which forgets what it must.
    if (!drained) await once(response, 'drain', { signal });
  }
  response.end();
}
