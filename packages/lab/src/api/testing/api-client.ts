import { Agent, request } from 'undici';

export interface Answer<T> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: T;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly contentType?: string;
  readonly accept?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ApiClient {
  /** @param what method and path, `GET /api/v1/pods` */
  call<T = Record<string, unknown>>(what: string, options?: CallOptions): Promise<Answer<T>>;
  /** The events of a watch, each parsed, until the loop is left. */
  watch<T = WatchEvent>(path: string, options?: { readonly accept?: string }): AsyncGenerator<T>;
  close(): Promise<void>;
}

export interface WatchEvent {
  readonly type: string;
  readonly object: {
    readonly kind: string;
    readonly code?: number;
    readonly reason?: string;
    readonly metadata: { readonly name: string; readonly resourceVersion: string; readonly annotations?: object };
    readonly [key: string]: unknown;
  };
}

/** Speaks to an API server as a program does: TLS, token, JSON. */
export function createApiClient(server: {
  readonly url: string;
  readonly ca: string;
  readonly token: string;
}): ApiClient {
  // The certificate must be the server's own; its name is not looked at, so that a test can send another Host.
  const dispatcher = new Agent({ connect: { ca: server.ca, checkServerIdentity: () => undefined } });
  const headersFor = ({ contentType = 'application/json', accept = 'application/json', headers }: CallOptions) => ({
    authorization: `Bearer ${server.token}`,
    'content-type': contentType,
    accept,
    ...headers,
  });
  return {
    async call<T>(what: string, options: CallOptions = {}): Promise<Answer<T>> {
      const [method = 'GET', path = '/'] = what.split(' ');
      const answer = await request(server.url + path, {
        dispatcher,
        method,
        headers: headersFor(options),
        ...(options.body === undefined ? {} : { body: bytesOf(options.body) }),
      });
      const text = await answer.body.text();
      const isJson = String(answer.headers['content-type']).startsWith('application/json');
      // Tests name the shape that they expect, and fail where it is another.
      return { status: answer.statusCode, headers: answer.headers, body: (isJson ? JSON.parse(text) : text) as T };
    },
    async *watch<T>(path: string, options: { readonly accept?: string } = {}): AsyncGenerator<T> {
      const answer = await request(server.url + path, { dispatcher, headers: headersFor(options) });
      let rest = '';
      try {
        for await (const chunk of answer.body.setEncoding('utf8')) {
          const lines = (rest + String(chunk)).split('\n');
          rest = lines.pop() ?? '';
          for (const line of lines) yield JSON.parse(line) as T;
        }
      } finally {
        answer.body.destroy();
      }
    },
    close: () => dispatcher.destroy(),
  };
}

function bytesOf(body: unknown): string | Buffer {
  return typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
}
