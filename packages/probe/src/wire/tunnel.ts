import { Socket } from 'node:net';
import { Client } from 'undici';
import { headLimit } from './answer.ts';
import { WireFailure } from './failure.ts';
import { userAgent } from './request-fields.ts';

/**
 * Asks the proxy at the other end of `socket` for a tunnel (RFC 9110, 9.3.6).
 *
 * @throws WireFailure `proxy-login` or `proxy-refused`
 */
export async function openTunnel(
  socket: Socket,
  { host, port }: { host: string; port: number },
  authorization: string | undefined,
  signal: AbortSignal,
): Promise<Socket> {
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const client = new Client(`http://${authority}`, {
    // Called back at once, undici would not notice.
    connect: (_, callback) => queueMicrotask(() => callback(null, socket)),
    maxHeaderSize: headLimit,
    headersTimeout: 0,
  });
  // Left to itself it would go on for as long as the proxy likes.
  const stop = () => void socket.destroy();
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop);
  try {
    const answer = await client.connect({
      path: authority,
      headers: {
        host: authority,
        'user-agent': userAgent,
        ...(authorization === undefined ? {} : { 'proxy-authorization': authorization }),
      },
    });
    const { statusCode } = answer;
    if (statusCode < 200 || statusCode > 299) {
      answer.socket.on('error', () => undefined).destroy();
      throw new WireFailure(statusCode === 407 ? 'proxy-login' : 'proxy-refused');
    }
    if (!(answer.socket instanceof Socket)) throw new WireFailure('proxy-refused');
    return answer.socket;
  } catch (error) {
    socket.destroy();
    throw error instanceof WireFailure ? error : new WireFailure('proxy-refused', { cause: error });
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
