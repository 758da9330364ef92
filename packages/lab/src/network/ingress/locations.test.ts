import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { type Ask, TestIngress } from '../../testing/ingress.ts';
import { ingress as manifest } from '../../testing/manifests.ts';

type Annotations = Readonly<Record<string, string>>;

/** What a pod got, as JSON in its answer. */
interface Got {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

async function start() {
  const ingress = await TestIngress.start();
  const pod = await ingress.startPod((request: IncomingMessage, response) => {
    const { url, headers } = request;
    response.setHeader('Location', 'http://inner/app/x');
    response.setHeader('Set-Cookie', ['a=1; Path=/app/x; Domain=inner', 'b=2; path=/other; domain=.inner; Secure']);
    response.setHeader('Access-Control-Allow-Origin', 'https://pod');
    response.setHeader('Server', 'pod/1');
    response.setHeader('X-Accel-Buffering', 'no');
    response.end(JSON.stringify({ url, headers }));
  });
  ingress.expose('web', [pod]);
  return ingress;
}

async function startWith(annotations: Annotations, to: { path?: string; pathType?: string; host?: string } = {}) {
  const ingress = await start();
  ingress.route('web', { service: 'web', host: 'sticky.info', ...to }, annotations);
  await ingress.settled();
  return ingress;
}

async function gotBy(ingress: TestIngress, ask: Ask = {}): Promise<Got> {
  const { status, body } = await ingress.ask(ask);
  expect(status, body).toBe(200);
  return JSON.parse(body);
}

describe('what a pod gets', () => {
  test('is who asked, by which name, port and scheme, instead of what the client says of it', async () => {
    const ingress = await startWith({});

    const { headers } = await gotBy(ingress, {
      host: 'Sticky.INFO:8080',
      headers: {
        'X-Forwarded-For': '1.2.3.4',
        'X-Forwarded-Host': 'evil',
        'X-Forwarded-Proto': 'https',
        'X-Real-IP': '1.2.3.4',
        'X-Original-Forwarded-For': '9.9.9.9',
        'X-Scheme': 'https',
        Proxy: 'http://evil',
        A_b: 'dropped',
      },
    });

    expect(headers).toMatchObject({
      host: 'Sticky.INFO:8080',
      'x-request-id': expect.stringMatching(/^[0-9a-f]{32}$/),
      'x-real-ip': '127.0.0.1',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': 'Sticky.INFO:8080',
      'x-forwarded-port': String(ingress.proxy.port),
      'x-forwarded-proto': 'http',
      'x-forwarded-scheme': 'http',
      'x-scheme': 'http',
      'x-original-forwarded-for': '1.2.3.4',
      'x-original-forwarded-host': 'evil',
    });
    expect(headers).not.toHaveProperty('proxy');
    expect(headers).not.toHaveProperty('a_b');
  });

  test('is the request id that the client has', async () => {
    const { headers } = await gotBy(await startWith({}), { headers: { 'X-Request-ID': 'mine' } });
    expect(headers['x-request-id']).toBe('mine');
  });

  test('is the host of upstream-vhost', async () => {
    const { headers } = await gotBy(await startWith({ 'upstream-vhost': 'inner.example' }));
    expect(headers).toMatchObject({ host: 'inner.example', 'x-forwarded-host': 'sticky.info' });
  });

  test.each([
    ['/app(/|$)(.*)', '/$2', '/app/a%20b?q=%2F', '/a%20b?q=%2F'],
    ['/app(/|$)(.*)', '/$2', '/APP', '/'],
    ['/app', '/', '/app/x/y', '/'],
    ['/(a|b)/(.*)', '/$2/$1', '/b/c', '/c/b'],
  ])('is its path rewritten: %s to %s makes of %s %s', async (path, target, asked, wanted) => {
    const annotations = { 'rewrite-target': target, 'x-forwarded-prefix': '/at/$1' };
    const ingress = await startWith(annotations, { path, pathType: 'ImplementationSpecific' });

    const { url, headers } = await gotBy(ingress, { path: asked });

    expect(url).toBe(wanted);
    expect(headers['x-forwarded-prefix']).toMatch(/^\/at\//);
  });

  test('has no fields of which only the path of the client speaks', async () => {
    const annotations = { 'rewrite-target': '/$2', 'x-forwarded-prefix': '/$1' };
    const ingress = await startWith(annotations, { path: '/([^/]*)/(.*)', pathType: 'ImplementationSpecific' });

    const { headers } = await gotBy(ingress, { path: '/a%0D%0AX-Evil:%201/b' });

    expect(headers).toMatchObject({ 'x-forwarded-prefix': '/a%0D%0AX-Evil: 1' });
    expect(headers).not.toHaveProperty('x-evil');
  });

  test('is its path as it came, where nothing is rewritten', async () => {
    expect((await gotBy(await startWith({}), { path: '/a//b/../%41?x=%20' })).url).toBe('/a//b/../%41?x=%20');
  });
});

describe('what a client gets', () => {
  test('is nothing that the pod says to nginx, nor what the pod is', async () => {
    const { headers } = await (await startWith({})).ask();
    expect(headers).not.toHaveProperty('server');
    expect(headers).not.toHaveProperty('x-accel-buffering');
  });

  test('are cookies and redirects of the pod with other paths and domains', async () => {
    const ingress = await startWith({
      'proxy-cookie-path': '/app /',
      'proxy-cookie-domain': 'inner outer.info',
      'proxy-redirect-from': 'http://inner/app/',
      'proxy-redirect-to': 'https://outer.info/',
    });

    const { headers } = await ingress.ask();

    expect(headers['set-cookie']).toEqual([
      'a=1; Path=//x; Domain=outer.info',
      'b=2; path=/other; domain=.outer.info; Secure',
    ]);
    expect(headers.location).toBe('https://outer.info/x');
  });
});

describe('a redirect', () => {
  test.each<[Annotations, Ask, number, string]>([
    [{ 'permanent-redirect': 'https://a.info/b' }, {}, 301, 'https://a.info/b'],
    [{ 'permanent-redirect': 'https://a.info/b', 'permanent-redirect-code': '308' }, {}, 308, 'https://a.info/b'],
    [{ 'permanent-redirect': 'https://a.info/b', 'permanent-redirect-code': '200' }, {}, 301, 'https://a.info/b'],
    [{ 'temporal-redirect': 'https://a.info' }, {}, 302, 'https://a.info'],
    [{ 'temporal-redirect': 'https://a.info', 'temporal-redirect-code': '307' }, {}, 307, 'https://a.info'],
    [{ 'permanent-redirect': 'https://p', 'temporal-redirect': 'https://t' }, {}, 302, 'https://t'],
    [{ 'app-root': '/app' }, { host: 'sticky.info:81' }, 302, 'http://sticky.info:81/app'],
    [{ 'from-to-www-redirect': 'true' }, { host: 'www.sticky.info', path: '/a/' }, 308, 'http://sticky.info:PORT/a'],
  ])('%j for %j is %d to %s', async (annotations, ask, status, location) => {
    const ingress = await startWith(annotations);

    const answer = await ingress.ask(ask);

    expect(answer).toMatchObject({
      status,
      headers: { location: location.replace('PORT', String(ingress.proxy.port)) },
    });
    expect(answer.headers['content-type']).toBe('text/html');
    expect(answer.body).toMatch(
      new RegExp(
        `^<html>\\r\\n<head><title>${status} .*<hr><center>nginx</center>\\r\\n</body>\\r\\n</html>\\r\\n$`,
        's',
      ),
    );
  });

  test.each<[Annotations, string]>([
    [{}, 'http://sticky.info/app/?a=b'],
    [{ 'relative-redirects': 'true' }, '/app/?a=b'],
    [{ 'use-port-in-redirects': 'true' }, 'http://sticky.info:PORT/app/?a=b'],
  ])('%j leads to the slash that is missing, at %s', async (annotations, location) => {
    const ingress = await startWith(annotations, { path: '/app/' });

    const answer = await ingress.ask({ host: 'sticky.info:81', path: '/app?a=b' });

    expect(answer).toMatchObject({
      status: 301,
      headers: { location: location.replace('PORT', String(ingress.proxy.port)) },
    });
  });

  test('of app-root is for / alone, and no redirect goes from a host that has rules', async () => {
    const ingress = await startWith({ 'app-root': '/app', 'from-to-www-redirect': 'true' });
    ingress.route('www', { service: 'web', host: 'www.sticky.info' });
    await ingress.settled();

    expect((await ingress.ask({ path: '/app' })).status).toBe(200);
    expect((await ingress.ask({ host: 'www.sticky.info' })).status).toBe(200);
  });
});

describe('CORS', () => {
  const cors = { 'enable-cors': 'true' };

  test('answers a preflight request itself', async () => {
    const ingress = await startWith(cors);

    const { status, headers, body } = await ingress.ask({ method: 'OPTIONS', headers: { Origin: 'https://any' } });

    expect({ status, body }).toEqual({ status: 204, body: '' });
    expect(headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'GET, PUT, POST, DELETE, PATCH, OPTIONS',
      'access-control-allow-headers':
        'DNT,Keep-Alive,User-Agent,X-Requested-With,If-Modified-Since,Cache-Control,Content-Type,Range,Authorization',
      'access-control-max-age': '1728000',
      'content-type': 'text/plain charset=UTF-8',
    });
  });

  test('puts its fields in the place of the pod’s', async () => {
    const { headers } = await (await startWith({ ...cors, 'cors-expose-headers': 'X-A' })).ask();
    expect(headers).toMatchObject({ 'access-control-allow-origin': '*', 'access-control-expose-headers': 'X-A' });
  });

  test('is said of errors, too', async () => {
    const ingress = await startWith(cors);
    ingress.expose('web', []);
    await ingress.settled();

    const answer = await ingress.ask();

    expect(answer).toMatchObject({ status: 503, headers: { 'access-control-allow-origin': '*' } });
  });

  test.each([
    ['https://a.info', 'https://a.info', true],
    ['https://a.info', 'https://b.info', false],
    ['https://a.info', 'http://a.info', false],
    ['https://*.a.info', 'https://x.a.info', true],
    ['https://*.a.info', 'https://x.y.a.info', false],
    ['https://*.a.info', 'https://a.info', false],
    ['https://a.info, https://b.info:8443', 'HTTPS://B.info:8443', true],
    ['https://a.info', undefined, false],
  ])('for the origins %s lets %s pass: %s', async (origins, origin, passes) => {
    const ingress = await startWith({ ...cors, 'cors-allow-origin': origins });

    const headers = origin === undefined ? {} : { Origin: origin };
    const plain = await ingress.ask({ headers });
    const preflight = await ingress.ask({ method: 'OPTIONS', headers });

    expect(plain.headers['access-control-allow-origin']).toBe(passes ? origin : 'https://pod');
    expect(preflight.status).toBe(passes ? 204 : 200);
  });
});

describe('who may ask', () => {
  test.each<[Annotations, number]>([
    [{ 'whitelist-source-range': '127.0.0.0/8' }, 200],
    [{ 'allowlist-source-range': '10.0.0.0/8, 127.0.0.1' }, 200],
    [{ 'whitelist-source-range': '10.0.0.0/8' }, 403],
    [{ 'denylist-source-range': '127.0.0.1' }, 403],
    [{ 'denylist-source-range': '10.0.0.0/8' }, 200],
    [{ 'whitelist-source-range': '127.0.0.0/8', 'denylist-source-range': '127.0.0.1/32' }, 403],
    // One that cannot be read lets nobody through.
    [{ 'whitelist-source-range': 'localhost' }, 503],
  ])('%j is %d', async (annotations, status) => {
    expect((await (await startWith(annotations)).ask()).status).toBe(status);
  });
});

describe('a body', () => {
  test.each<[Annotations, number, number]>([
    [{}, 1024 ** 2, 200],
    [{}, 1024 ** 2 + 1, 413],
    [{ 'proxy-body-size': '2m' }, 1024 ** 2 + 1, 200],
    [{ 'proxy-body-size': '1k' }, 1025, 413],
    [{ 'proxy-body-size': '0' }, 3 * 1024 ** 2, 200],
    [{ 'proxy-body-size': '1k', 'permanent-redirect': 'https://a.info' }, 1025, 413],
  ])('at %j of %d bytes is %d', async (annotations, bytes, status) => {
    const ingress = await startWith(annotations);
    const headers = { 'Content-Length': String(bytes) };
    expect((await ingress.ask({ method: 'POST', headers, body: 'x'.repeat(bytes) })).status).toBe(status);
  });
});

describe('tries and timeouts', () => {
  test.each<[Annotations, number]>([
    [{}, 1],
    [{ 'proxy-next-upstream': 'error http_503' }, 3],
    [{ 'proxy-next-upstream': 'http_503', 'proxy-next-upstream-tries': '2' }, 2],
    [{ 'proxy-next-upstream': 'off' }, 1],
  ])('a pod that answers 503 is asked at %j %d times', async (annotations, times) => {
    const ingress = await TestIngress.start();
    let asked = 0;
    const pod = await ingress.startPod((_request, response) => {
      asked += 1;
      response.writeHead(503).end();
    });
    ingress.expose('web', [pod]);
    ingress.route('web', { service: 'web', host: 'sticky.info' }, annotations);
    await ingress.settled();

    expect((await ingress.ask()).status).toBe(503);
    expect(asked).toBe(times);
  });

  test('a pod that says nothing within proxy-read-timeout is 504', async () => {
    const ingress = await TestIngress.start();
    ingress.expose('web', [await ingress.startPod(() => {})]);
    const annotations = { 'proxy-read-timeout': '1', 'proxy-next-upstream': 'off' };
    ingress.route('web', { service: 'web', host: 'sticky.info' }, annotations);
    await ingress.settled();

    expect((await ingress.ask()).status).toBe(504);
  });
});

test('of two Ingresses with one path, the older has it, of equal age the one whose namespace and name come last', async () => {
  const ingress = await TestIngress.start();
  const created = [
    ['b', 'a'],
    ['a', 'z'],
    ['b', 'b'],
  ] as const;
  for (const [namespace, name] of created) {
    const backend = { service: { name: 'web', port: { number: 80 } } };
    const rules = [{ host: 'sticky.info', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }];
    const annotations = { 'nginx.ingress.kubernetes.io/permanent-redirect': `https://${namespace}.${name}` };
    const drafted = manifest(name, { rules }, annotations);
    ingress.store.create('ingresses', { ...drafted, metadata: { ...drafted.metadata, namespace } });
  }
  const servedBy = async () => (await ingress.ask()).headers.location;
  await ingress.settled();
  expect(await servedBy()).toBe('https://b.b');

  ingress.store.remove('ingresses', { namespace: 'b', name: 'b' });
  await ingress.settled();
  expect(await servedBy()).toBe('https://b.a');
});

describe('what no path of a host has', () => {
  const backend = (name: string) => ({ service: { name, port: { number: 80 } } });

  async function startTwo() {
    const ingress = await TestIngress.start();
    for (const name of ['a', 'b']) ingress.expose(name, [await ingress.startPod((_, response) => response.end(name))]);
    return ingress;
  }

  test('is 404 of the controller, as is an unknown host, and /healthz there is 200', async () => {
    const ingress = await startTwo();
    ingress.route('a', { service: 'a', host: 'a.info', path: '/a' });
    await ingress.settled();

    for (const ask of [{ host: 'a.info' }, { host: 'a.info', path: '/ab' }, { host: 'other.info' }]) {
      const page =
        '<html>\r\n<head><title>404 Not Found</title></head>\r\n<body>\r\n<center><h1>404 Not Found</h1></center>\r\n' +
        '<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n';
      expect(await ingress.ask(ask)).toMatchObject({ status: 404, body: page });
    }
    expect(await ingress.ask({ host: 'other.info', path: '/healthz' })).toMatchObject({ status: 200, body: '' });
    expect((await ingress.ask({ host: 'a.info', path: '/healthz' })).status).toBe(404);
  });

  test('goes to the default backend of the oldest Ingress of the host', async () => {
    const ingress = await startTwo();
    const rules = [{ host: 'a.info', http: { paths: [{ path: '/a', pathType: 'Prefix', backend: backend('a') }] } }];
    // Of equal age, the name decides, in descending order.
    ingress.store.create('ingresses', manifest('z', { rules, defaultBackend: backend('b') }));
    ingress.store.create('ingresses', manifest('y', { rules: [{ host: 'a.info' }], defaultBackend: backend('a') }));
    await ingress.settled();

    expect((await ingress.ask({ host: 'a.info', path: '/a' })).body).toBe('a');
    expect((await ingress.ask({ host: 'a.info', path: '/b' })).body).toBe('b');
    expect((await ingress.ask({ host: 'other.info' })).status).toBe(404);
  });

  test('goes to the one Ingress that has a default backend and no rules, on any host', async () => {
    const ingress = await startTwo();
    ingress.store.create('ingresses', manifest('z', { defaultBackend: backend('a') }));
    ingress.store.create('ingresses', manifest('y', { defaultBackend: backend('b') }));
    ingress.route('a', { service: 'b', host: 'b.info', path: '/b' });
    await ingress.settled();

    expect((await ingress.ask({ host: 'other.info', path: '/x' })).body).toBe('a');
    expect((await ingress.ask({ host: 'b.info', path: '/x' })).status).toBe(404);
  });
});

test.each(['/a.b', '/(foo|bar)', '/x'])('the Path of the cookie is the pattern as it is written: %s', async (path) => {
  const annotations = { affinity: 'cookie', 'use-regex': 'true' };
  const ingress = await startWith(annotations, { path, pathType: 'ImplementationSpecific' });

  const { headers } = await ingress.ask({ path: path === '/(foo|bar)' ? '/foo' : path });

  expect(headers['set-cookie']?.at(-1)).toContain(`Path=${path};`);
});
