import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A web address on loopback, and every request to it as it came in. */
export interface Route extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly requests: readonly IncomingMessage[];
}

export type Answer = (request: IncomingMessage, response: ServerResponse, before: number) => void;

/** Two pods behind it; `answer` says what a request gets, `before` how many came before it. */
export async function startRoute(answer: Answer): Promise<Route> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    answer(request, response, requests.length - 1);
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    port,
    requests,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** As the uuid app answers, as pod 0 or 1. */
export function answerAs(response: ServerResponse, pod: number): void {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ uuid: `0000000${pod}-5f0c-4a12-8a3e-1d1fcbd0a2b${pod}` }));
}

/** In turns, whoever asks. */
export const notSticky: Answer = (_, response, before) => answerAs(response, before % 2);

/** By a cookie that names the pod; whoever brings none is given one in turns. */
export const sticky: Answer = ({ headers }, response, before) => {
  const pod = /\bkey=s3cret-([01])/.exec(headers.cookie ?? '')?.[1];
  if (pod === undefined) response.setHeader('set-cookie', `key=s3cret-${before % 2}; Max-Age=60; Path=/; HttpOnly`);
  answerAs(response, Number(pod ?? before % 2));
};
