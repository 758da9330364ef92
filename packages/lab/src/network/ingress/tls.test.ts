import { once } from 'node:events';
import { request } from 'node:https';
import { connect as openSocket } from 'node:net';
import { text } from 'node:stream/consumers';
import { connect } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { cookiePairs, TestIngress } from '../../testing/ingress.ts';
import { createKeyPair } from '../../testing/key-pair.ts';
import { SecureIngress } from '../../testing/secure-ingress.ts';

const onePod = async (ingress: TestIngress) => [await ingress.startPod()];
const HSTS = 'max-age=31536000; includeSubDomains';

describe('a request over TLS', () => {
  test('reaches the pod, which is told how it came', async () => {
    const secure = await SecureIngress.start(async (ingress) => [
      await ingress.startPod((asked, response) => response.end(JSON.stringify(asked.headers))),
    ]);

    const { status, body } = await secure.ask({ headers: { 'X-Forwarded-Proto': 'http' } });

    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({
      host: 'sticky.info',
      'x-forwarded-proto': 'https',
      'x-forwarded-scheme': 'https',
      'x-scheme': 'https',
      'x-forwarded-port': '443',
    });
  });

  test('is answered with Strict-Transport-Security, whatever the pod says', async () => {
    const secure = await SecureIngress.start(async (ingress) => [
      await ingress.startPod((_asked, response) =>
        response.setHeader('Strict-Transport-Security', 'max-age=0').end('hello'),
      ),
    ]);

    expect((await secure.ask()).headers['strict-transport-security']).toBe(HSTS);
    expect((await secure.ask({ host: 'other.info' })).headers['strict-transport-security']).toBe(HSTS);
  });

  test('is given an affinity cookie that only TLS brings back', async () => {
    const secure = await SecureIngress.start((ingress) => ingress.startPods(2), { affinity: 'cookie' });

    const first = await secure.ask();
    const later = [];
    for (let count = 0; count < 6; count += 1) {
      later.push(await secure.ask({ headers: { Cookie: cookiePairs(first)[0] ?? '' } }));
    }

    expect(first.headers['set-cookie']).toEqual([expect.stringMatching(/; Path=\/; Secure; HttpOnly$/)]);
    expect(later.map(({ body }) => body)).toEqual(later.map(() => first.body));
  });

  test('is served by its Host, whatever name was asked for in TLS', async () => {
    const secure = await SecureIngress.start(onePod);
    const other = await secure.ingress.startPod((_asked, response) => response.end('other'));
    secure.ingress.expose('other', [other]);
    secure.ingress.route('other', { service: 'other', host: 'other.info' });
    await secure.ingress.settled();

    expect((await secure.ask({ host: 'other.info' })).body).toBe('other');
  });

  test('may ask for an upgrade, and then both sides talk', async () => {
    const secure = await SecureIngress.start(async (ingress) => {
      const pod = await ingress.startPod();
      pod.server.on('upgrade', (asked, socket) => {
        socket.write(
          `HTTP/1.1 101 Switching Protocols\r\nUpgrade: ${asked.headers.upgrade}\r\nConnection: Upgrade\r\n\r\n`,
        );
        socket.pipe(socket);
      });
      return [pod];
    });

    const headers = { Host: 'sticky.info', Connection: 'Upgrade', Upgrade: 'websocket' };
    const asked = request({ ...secure.target, headers, agent: false });
    asked.end();
    const [response, socket] = await once(asked, 'upgrade');
    socket.end('hello');

    expect(response.headers).toMatchObject({ upgrade: 'websocket' });
    expect(await text(socket)).toBe('hello');
  });

  test('keeps its connection when the certificate changes', async () => {
    const secure = await SecureIngress.start(onePod);
    const socket = connect({ ...secure.target, ALPNProtocols: ['http/1.1'] });
    await once(socket, 'secureConnect');
    onTestFinished(() => void socket.destroy());
    socket.setEncoding('latin1');

    const next = await createKeyPair(['sticky.info']);
    secure.keepCertificate(next.cert, next.key);
    await secure.ingress.settled();
    socket.write('GET / HTTP/1.1\r\nHost: sticky.info\r\nConnection: close\r\n\r\n');

    expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 /);
    await expect(secure.ask()).rejects.toThrow(/self-signed certificate/);
  });
});

describe('a request without TLS', () => {
  test('for a host with TLS is sent there', async () => {
    const secure = await SecureIngress.start(onePod);

    const { status, headers } = await secure.ingress.ask({
      path: '/a/b/?c=d',
      headers: { 'X-Forwarded-Proto': 'https' },
    });

    expect(status).toBe(308);
    expect(headers.location).toBe(`https://sticky.info:${secure.ingress.proxy.httpsPort}/a/b/?c=d`);
    expect(headers['strict-transport-security']).toBeUndefined();
  });

  test('is served where the Ingress wants no redirect', async () => {
    const secure = await SecureIngress.start(onePod, { 'ssl-redirect': 'false' });

    expect((await secure.ingress.ask()).status).toBe(200);
  });

  test('is sent to https without a certificate where the Ingress forces it', async () => {
    const ingress = await TestIngress.start();
    ingress.expose('web', await ingress.startPods(1));
    ingress.route('web', { service: 'web', host: 'sticky.info' }, { 'force-ssl-redirect': 'true' });
    await ingress.settled();

    expect(await ingress.ask()).toMatchObject({
      status: 308,
      headers: { location: `https://sticky.info:${ingress.proxy.httpsPort}` },
    });
  });

  test('at the port for TLS is told so', async () => {
    const { ingress } = await SecureIngress.start(onePod);
    const socket = openSocket(ingress.proxy.httpsPort, ingress.proxy.host);
    socket.write('GET / HTTP/1.1\r\nHost: sticky.info\r\nConnection: close\r\n\r\n');

    const answer = await text(socket);

    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    // As many bytes as nginx has.
    expect(answer).toContain('Content-Length: 248\r\n');
    expect(answer).toContain('<center>The plain HTTP request was sent to HTTPS port</center>');
  });
});

describe('the status of an Ingress', () => {
  const portsOf = (ingress: TestIngress, name: string) =>
    ingress.store
      .get('ingresses', { namespace: 'default', name })
      ?.status?.loadBalancer?.ingress?.[0]?.ports?.map(({ port }) => port);

  test('tells both ports with TLS, and one without', async () => {
    const { ingress } = await SecureIngress.start(onePod);
    ingress.route('plain', { service: 'web', host: 'plain.info' });
    await ingress.settled();

    expect(portsOf(ingress, 'web')).toEqual([ingress.proxy.port, ingress.proxy.httpsPort]);
    expect(portsOf(ingress, 'plain')).toEqual([ingress.proxy.port]);
  });
});

test('the end of the ingress does not wait for a handshake', async () => {
  const { ingress } = await SecureIngress.start(onePod);
  const silent = openSocket(ingress.proxy.httpsPort, ingress.proxy.host);
  const halfway = openSocket(ingress.proxy.httpsPort, ingress.proxy.host);
  halfway.write(Buffer.from([0x16, 3, 1, 2, 0]));
  await Promise.all([silent, halfway].map((socket) => once(socket, 'connect')));
  const ended = [silent, halfway].map(
    (socket) =>
      new Promise((resolve) =>
        socket
          .on('error', () => undefined)
          .on('close', resolve)
          .resume(),
      ),
  );

  await ingress.proxy.close();

  await Promise.all(ended);
});
