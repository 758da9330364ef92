import { once } from 'node:events';
import type { LookupFunction } from 'node:net';
import { Agent, request, WebSocket } from 'undici';
import type { SocketAddress } from '../../network/address-book.ts';
import { STREAMS_HOST } from './soak-lab.ts';

/** A stream that is open. */
export interface OpenStream {
  /** The counts heard so far, in order. */
  readonly counts: readonly number[];
  /** Why it ended, if it has. */
  readonly ended: string | undefined;
  close(): Promise<void>;
}

export interface OpenWebSocket extends OpenStream {
  /** Says something and resolves when the pod has said it back. */
  echo(text: string): Promise<void>;
}

/** Names the host as browsers do, and goes to the ingress. */
function agentTo(ingress: SocketAddress): Agent {
  const lookup: LookupFunction = (_host, { all }, callback) => {
    if (all === true) callback(null, [{ address: ingress.host, family: 4 }]);
    else callback(null, ingress.host, 4);
  };
  return new Agent({ bodyTimeout: 0, connect: { lookup } });
}

export async function openEvents(ingress: SocketAddress): Promise<OpenStream> {
  const dispatcher = agentTo(ingress);
  const { body } = await request(`http://${STREAMS_HOST}:${ingress.port}/events`, { dispatcher });
  const counts: number[] = [];
  let ended: string | undefined;
  const heard = (async () => {
    let rest = '';
    for await (const chunk of body.setEncoding('utf8')) {
      const events = (rest + String(chunk)).split('\n\n');
      rest = events.pop() ?? '';
      for (const event of events) counts.push(Number(event.slice('data: '.length)));
    }
  })().then(
    () => (ended ??= 'end'),
    (error: unknown) => (ended ??= String(error)),
  );
  return {
    counts,
    get ended() {
      return ended;
    },
    async close() {
      body.destroy();
      await heard;
      await dispatcher.destroy();
    },
  };
}

export async function openWebSocket(ingress: SocketAddress): Promise<OpenWebSocket> {
  const dispatcher = agentTo(ingress);
  const socket = new WebSocket(`ws://${STREAMS_HOST}:${ingress.port}/socket`, { dispatcher });
  const counts: number[] = [];
  const echoes = new Map<string, () => void>();
  let ended: string | undefined;
  socket.addEventListener('message', ({ data }) => {
    const [kind, text = ''] = String(data).split(' ');
    if (kind === 'count') counts.push(Number(text));
    else echoes.get(text)?.();
  });
  socket.addEventListener('close', ({ code }) => (ended ??= `close ${code}`));
  await once(socket, 'open');
  return {
    counts,
    get ended() {
      return ended;
    },
    async echo(text) {
      const { promise, resolve } = Promise.withResolvers<void>();
      echoes.set(text, resolve);
      socket.send(text);
      await promise;
    },
    async close() {
      await dispatcher.destroy();
    },
  };
}
