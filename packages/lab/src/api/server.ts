import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AccessLog } from '../access-log/access-log.ts';
import type { Faults } from '../faults/faults.ts';
import type { Store, StoreView } from '../store/store.ts';
import { sendJson } from './exchange.ts';
import { guard } from './guard.ts';
import { route } from './routes.ts';
import { ApiError, noSuchPath } from './status.ts';

export interface ApiOptions {
  readonly store: Store;
  /** What clients' watches are told from, and when. Lists and single objects come from the store itself. */
  readonly cache: StoreView;
  readonly host: string;
  /** 0 for a free port. */
  readonly port: number;
  /** The bearer token that every request must carry. */
  readonly token: string;
  /** PEM. */
  readonly tls: { readonly cert: string; readonly key: string };
  /** Log lines of a pod's container: what there is, then, with `follow`, each as it comes until the signal aborts. */
  readonly logs: (pod: { namespace: string; name: string }, options: LogOptions) => AsyncIterable<string>;
  readonly accessLog: AccessLog;
  readonly faults: Pick<Faults, 'list' | 'add' | 'clear'>;
  /** Called for `POST /lab/shutdown`. */
  readonly onShutdown: () => void;
}

export interface LogOptions {
  readonly container?: string;
  readonly follow: boolean;
  readonly tailLines?: number;
  readonly timestamps: boolean;
  readonly previous: boolean;
  readonly signal: AbortSignal;
}

export interface Api {
  /** `https://127.77.0.1:6443` */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the Kubernetes API of `store` on loopback, with TLS and a token. Rejects when the address is taken. */
export async function startApi(options: ApiOptions): Promise<Api> {
  const closing = new AbortController();
  const authorities = new Set<string>();
  const server = createServer({ ...options.tls, minVersion: 'TLSv1.2' }, (request, response) => {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const signal = AbortSignal.any([closing.signal, gone.signal]);
    answer(request, response, { ...options, authorities }, signal).catch((error: unknown) => fail(response, error));
  });
  server.listen(options.port, options.host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the API server has no address');
  for (const name of [options.host, 'localhost']) authorities.add(`${name}:${address.port}`);
  if (address.port === 443) for (const name of [options.host, 'localhost']) authorities.add(name);
  return {
    url: `https://${options.host}:${address.port}`,
    async close() {
      if (closing.signal.aborted) return;
      closing.abort();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: ApiOptions & { readonly authorities: ReadonlySet<string> },
  signal: AbortSignal,
): Promise<void> {
  guard(request, options);
  const url = URL.parse(request.url ?? '/', 'https://lab');
  if (url === null) throw noSuchPath();
  await route({ request, response, query: url.searchParams, options, signal }, url.pathname);
}

/** Answers a request that failed, or cuts it off where an answer has begun. */
function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const known = error instanceof ApiError ? error : internal(error);
  // What is left of a body that is too long is not read.
  sendJson(response, known.code, known.toStatus(), known.code === 413 ? { connection: 'close' } : {});
}

function internal(error: unknown): ApiError {
  const why = error instanceof Error ? error.message : String(error);
  return new ApiError(500, 'InternalError', `Internal error occurred: ${why}`, undefined, error);
}
