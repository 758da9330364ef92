import { once } from 'node:events';
import { type ClientHttp2Session, type ClientHttp2Stream, connect, type IncomingHttpHeaders } from 'node:http2';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { type Answer, type Ask, TestIngress, type TestPod } from './ingress.ts';
import { createKeyPair } from './key-pair.ts';

/** The lab's ingress with TLS for one host, under a certificate that clients of the test trust. */
export class SecureIngress {
  readonly ingress: TestIngress;
  readonly host: string;
  /** PEM of what signed the host's certificate. */
  readonly ca: string;

  private constructor(ingress: TestIngress, host: string, ca: string) {
    this.ingress = ingress;
    this.host = host;
    this.ca = ca;
  }

  /** Pods behind sticky.info, which has TLS. */
  static async start(
    pods: (ingress: TestIngress) => Promise<readonly TestPod[]>,
    annotations: Readonly<Record<string, string>> = {},
  ): Promise<SecureIngress> {
    const host = 'sticky.info';
    const ingress = await TestIngress.start();
    const { cert, key } = await createKeyPair([host]);
    const secure = new SecureIngress(ingress, host, cert);
    ingress.expose('web', await pods(ingress));
    ingress.route('web', { service: 'web', host }, annotations);
    secure.addTls('web');
    secure.keepCertificate(cert, key);
    await ingress.settled();
    return secure;
  }

  /** Gives an Ingress a TLS section for the host. */
  addTls(name: string): void {
    const { store } = this.ingress;
    const found = store.get('ingresses', { namespace: 'default', name });
    if (found === undefined) throw new Error(`no ingress ${name}`);
    store.update('ingresses', { ...found, spec: { ...found.spec, tls: [{ hosts: [this.host], secretName: 'cert' }] } });
  }

  keepCertificate(cert: string, key: string): void {
    const { store } = this.ingress;
    const data = Object.fromEntries(
      Object.entries({ 'tls.crt': cert, 'tls.key': key }).map(([name, pem]) => [
        name,
        Buffer.from(pem).toString('base64'),
      ]),
    );
    const metadata = { name: 'cert', namespace: 'default' };
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata, type: 'kubernetes.io/tls', data };
    if (store.get('secrets', metadata) === undefined) store.create('secrets', secret);
    else store.update('secrets', secret);
  }

  /** Where a client connects, and whom it asks for in TLS. */
  get target() {
    const { host, httpsPort: port } = this.ingress.proxy;
    return { host, port, servername: this.host, ca: this.ca };
  }

  /** One request in HTTP/1.1 over TLS, on a connection of its own. */
  async ask({ host = this.host, path = '/', method = 'GET', headers = {}, body }: Ask = {}): Promise<Answer> {
    const asked = request({ ...this.target, path, method, headers: { Host: host, ...headers }, agent: false });
    asked.end(body);
    const [response] = await once(asked, 'response');
    return { status: response.statusCode, headers: response.headers, body: await text(response) };
  }

  /** A connection in HTTP/2 over TLS. Ends with the test. */
  openHttp2(): ClientHttp2Session {
    const { host, port, servername, ca } = this.target;
    return kept(connect(`https://${host}:${port}`, { servername, ca }));
  }
}

/** A connection in HTTP/2 without TLS, by a client that knows that it may. Ends with the test. */
export function openPlainHttp2({ host, port }: { readonly host: string; readonly port: number }): ClientHttp2Session {
  return kept(connect(`http://${host}:${port}`));
}

function kept(session: ClientHttp2Session): ClientHttp2Session {
  // A test that expects the end of a session looks for it where it shows: at its streams.
  session.on('error', () => session.destroy());
  onTestFinished(() => session.destroy());
  return session;
}

export interface Http2Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly trailers: IncomingHttpHeaders | undefined;
  readonly body: string;
}

/** Begins a request to sticky.info. */
export function beginHttp2(
  session: ClientHttp2Session,
  { host = 'sticky.info', path = '/', method = 'GET', headers = {} }: Omit<Ask, 'body'> = {},
  options: { readonly endStream?: boolean; readonly waitForTrailers?: boolean } = {},
): ClientHttp2Stream {
  return session.request({ ':authority': host, ':path': path, ':method': method, ...headers }, options);
}

export async function askHttp2(session: ClientHttp2Session, ask: Ask = {}): Promise<Http2Answer> {
  const stream = beginHttp2(session, ask);
  stream.end(ask.body);
  return await answerOf(stream);
}

/** The whole answer; rejects when it is broken off. */
export async function answerOf(stream: ClientHttp2Stream): Promise<Http2Answer> {
  let trailers: IncomingHttpHeaders | undefined;
  stream.on('trailers', (fields) => {
    trailers = { ...fields };
  });
  const [headers] = await once(stream, 'response');
  const body = await text(stream);
  return { status: headers[':status'], headers, trailers, body };
}
