import { Client } from 'undici';
import type { ParsedProxy } from '../target/proxy.ts';
import type { ParsedTarget } from '../target.ts';
import type { Line } from '../transport.ts';
import { type Answering, headLimit, type Outcome } from './answer.ts';
import { attempt } from './attempt.ts';
import type { Dialling } from './dial.ts';
import { WireFailure } from './failure.ts';
import type { LineContext } from './line-context.ts';

/** HTTP/1.1 and 1.0: one request after the other on one connection. */
export function openHttp1({ target, timeout, fields, dial }: LineContext): Line {
  const { url } = target;
  const forwarded = forwardingProxy(target);
  let dialling: Dialling | undefined;
  let reset = false;
  let used: { readonly client: Client; readonly end: AbortController } | undefined;

  function openClient(): Client {
    const end = new AbortController();
    const client = new Client(url.origin, {
      connect: (_, callback) => {
        reset = false;
        dialling = dial({ alpn: 'http/1.1', forwarded: forwarded !== undefined, signal: end.signal });
        dialling.socket.then(
          (socket) => {
            socket.once('error', (error) => {
              reset ||= 'code' in error && error.code === 'ECONNRESET';
            });
            callback(null, socket);
          },
          (error: Error) => callback(error, null),
        );
      },
      allowH2: false,
      maxHeaderSize: headLimit,
      // Time is kept for the whole request. A kept connection is the server's to close, and it says when.
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: 60_000,
      keepAliveTimeoutThreshold: 0,
    });
    used = { client, end };
    return client;
  }

  async function drop(): Promise<void> {
    const dropped = used;
    used = undefined;
    // Destroying a client leaves a socket that is still connecting alone.
    dropped?.end.abort();
    await dropped?.client.destroy();
  }

  return {
    request: (order, signal) => {
      const path = order.path ?? url.pathname + url.search;
      const headers = fields(order).flat();
      if (forwarded?.authorization !== undefined) headers.push('proxy-authorization', forwarded.authorization);
      return attempt(
        {
          timeout,
          signal,
          connection: () => dialling?.connection ?? 0,
          received: () => dialling?.received() ?? 0,
          stop: () => void drop(),
        },
        async (answer) => {
          const outcome = await ask(
            used?.client ?? openClient(),
            forwarded ? url.origin + path : path,
            headers,
            answer,
          );
          // To undici a reset ends a body of unknown length as well as a close does. Half a name is another name.
          const { 'content-length': length, 'transfer-encoding': coding } = outcome.fields;
          if (reset && length === undefined && coding === undefined) throw new WireFailure('ECONNRESET');
          return outcome;
        },
      );
    },
    close: drop,
  };
}

/**
 * The proxy that is asked for http in the target's place. It cannot be told where to connect, so what has an address of
 * its own goes through a tunnel.
 */
function forwardingProxy({ url, connectTo, proxy }: ParsedTarget): ParsedProxy | undefined {
  return url.protocol === 'http:' && connectTo === undefined ? proxy : undefined;
}

/** One request by undici's parser, without its streams: a connection that serves once should cost little more than the system's own part. */
function ask(client: Client, path: string, headers: string[], answer: Answering): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    // undici hands on what a handler throws to `onResponseError`, and ends the connection.
    client.dispatch(
      { method: 'GET', path, headers },
      {
        onRequestStart: () => undefined,
        onResponseStart: (_, status, fields) => (status < 200 ? answer.interim() : answer.head(status, fields)),
        onResponseData: (_, chunk) => answer.data(chunk),
        onResponseEnd: () => {
          try {
            resolve(answer.end());
          } catch (error) {
            reject(error);
          }
        },
        onResponseError: (_, error) => reject(error),
      },
    );
  });
}
