import { once } from 'node:events';
import { connect } from 'node:http2';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import type { Listener } from '../../resources/gateways.ts';
import { TestGateways } from '../../testing/gateway.ts';
import { createKeyPair } from '../../testing/key-pair.ts';
import { MODES } from '../../testing/modes.ts';
import { rangeAddressing } from '../addressing.ts';

const http = (name: string, hostname?: string, port = 80): Listener => {
  return { name, port, protocol: 'HTTP', ...(hostname === undefined ? {} : { hostname }) };
};

function conditionsOf(gateways: TestGateways, listener: string, name = 'web'): string[] {
  const found = gateways.gatewayStatus(name)?.listeners?.find((one) => one.name === listener);
  return (found?.conditions ?? []).map(({ type, status, reason }) => `${type}=${status} (${reason})`);
}

function redirectTo(hostname: string) {
  return { filters: [{ type: 'RequestRedirect', requestRedirect: { hostname } }] };
}

test('a route answers at the listeners that it names, and a request belongs to the most specific one alone', async () => {
  const gateways = TestGateways.start();
  gateways.gateway('web', { listeners: [http('any'), http('wild', '*.sticky.info'), http('exact', 'a.sticky.info')] });
  for (const name of ['any', 'wild', 'exact']) {
    gateways.route(redirectTo(name), { parentRefs: [{ name: 'web', sectionName: name }] }, name);
  }
  gateways.route(
    { matches: [{ path: { value: '/more' } }], ...redirectTo('more') },
    { parentRefs: [{ name: 'web', sectionName: 'any' }] },
    'more',
  );
  const hostOf = async (host: string, path = '/') => {
    const { status, headers } = await gateways.ask({ host, path });
    return headers.location === undefined ? status : new URL(headers.location).hostname;
  };

  expect(await hostOf('a.sticky.info')).toBe('exact');
  expect(await hostOf('b.sticky.info')).toBe('wild');
  expect(await hostOf('elsewhere')).toBe('any');
  expect(await hostOf('elsewhere', '/more')).toBe('more');
  expect(await hostOf('a.sticky.info', '/more')).toBe('exact');
  expect(gateways.gatewayStatus()?.listeners?.map(({ attachedRoutes }) => attachedRoutes)).toEqual([2, 1, 1]);
});

test.each<[string, Partial<Listener>, object, string]>([
  ['a section that is not there', {}, { sectionName: 'x' }, 'NoMatchingParent'],
  ['a port that is not there', {}, { port: 81 }, 'NoMatchingParent'],
  ['another host', { hostname: 'elsewhere.info' }, {}, 'NoMatchingListenerHostname'],
  ['another kind', { allowedRoutes: { kinds: [{ kind: 'GRPCRoute' }] } }, {}, 'NotAllowedByListeners'],
])('a route does not attach to %s', async (_why, listener, ref, reason) => {
  const gateways = TestGateways.start();
  gateways.gateway('web', { listeners: [{ ...http('http'), ...listener }] });
  gateways.route({}, { parentRefs: [{ name: 'web', ...ref }], hostnames: ['sticky.info'] });

  await expect.poll(() => gateways.routeConditions()[0]).toBe(`Accepted=False (${reason})`);
  expect(gateways.gatewayStatus()?.listeners?.[0]?.attachedRoutes).toBe(0);
});

test.each<[string, object, boolean]>([
  ['Same', { from: 'Same' }, false],
  ['All', { from: 'All' }, true],
  ['Selector', { from: 'Selector', selector: { matchLabels: { team: 'a' } } }, true],
  ['Selector', { from: 'Selector', selector: { matchLabels: { team: 'b' } } }, false],
])('routes of another namespace, allowed from %s %j: %s', async (_from, namespaces, isAllowed) => {
  const gateways = TestGateways.start();
  const metadata = { name: 'other', labels: { team: 'a' } };
  gateways.store.create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata });
  gateways.gateway('web', { listeners: [{ ...http('http'), allowedRoutes: { namespaces } }] });
  gateways.route(redirectTo('it'), {}, 'web', 'other');

  await expect
    .poll(() => gateways.routeConditions('web', 'other')[0])
    .toBe(isAllowed ? 'Accepted=True (Accepted)' : 'Accepted=False (NotAllowedByListeners)');
  expect((await gateways.ask()).status).toBe(isAllowed ? 302 : 404);
});

test('a Service of another namespace needs a ReferenceGrant there', async () => {
  const gateways = TestGateways.start();
  gateways.store.create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'other' } });
  gateways.expose('web', [await gateways.startPod()], 'other');
  gateways.gateway();
  gateways.route({ backendRefs: [{ name: 'web', namespace: 'other', port: 80 }] });

  expect((await gateways.ask()).status).toBe(500);
  expect(gateways.routeConditions()).toContain('ResolvedRefs=False (RefNotPermitted)');
  gateways.store.create('referencegrants', {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'ReferenceGrant',
    metadata: { namespace: 'other', name: 'web' },
    spec: {
      from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'default' }],
      to: [{ group: '', kind: 'Service' }],
    },
  });
  await gateways.settled();
  expect((await gateways.ask()).status).toBe(200);
  expect(gateways.routeConditions()).toContain('ResolvedRefs=True (ResolvedRefs)');
});

test.each([
  ['a Service that is not there', { name: 'gone', port: 80 }, 'BackendNotFound'],
  ['a port that is not there', { name: 'web', port: 81 }, 'BackendNotFound'],
  ['another kind', { name: 'web', kind: 'Bucket', group: 'example.com' }, 'InvalidKind'],
])('a backend that is %s is said, and its requests get 500', async (_what, ref, reason) => {
  const gateways = TestGateways.start();
  gateways.expose('web', [await gateways.startPod()]);
  gateways.gateway();
  gateways.route({ backendRefs: [ref] });

  expect((await gateways.ask()).status).toBe(500);
  expect(gateways.routeConditions()).toEqual(['Accepted=True (Accepted)', `ResolvedRefs=False (${reason})`]);
});

test('a rule that the lab cannot carry out is dropped and named; the others go on', async () => {
  const gateways = TestGateways.start();
  gateways.gateway();
  const mirror = { type: 'RequestMirror', requestMirror: { backendRef: { name: 'web', port: 80 } } };
  const rules = [{ name: 'copied', matches: [{ path: { value: '/a' } }], filters: [mirror] }, redirectTo('it')];
  gateways.route({}, { rules });

  expect((await gateways.ask({ path: '/a' })).status).toBe(302);
  expect(gateways.routeConditions()).toContain('PartiallyInvalid=True (UnsupportedValue)');
  const parent = gateways.store.get('httproutes', { namespace: 'default', name: 'web' })?.status?.parents[0];
  expect(parent?.conditions.at(-1)?.message).toBe(
    'Dropped Rule: rule copied: the lab does not support the filter RequestMirror',
  );
});

test('a filter of somebody else is never skipped: its requests get 500', async () => {
  const gateways = TestGateways.start();
  gateways.gateway();
  const extensionRef = { group: 'example.com', kind: 'Guard', name: 'door' };
  gateways.route({ filters: [{ type: 'ExtensionRef', extensionRef }] });

  expect((await gateways.ask()).status).toBe(500);
  expect(gateways.routeConditions()).toContain('ResolvedRefs=False (InvalidKind)');
});

test('two protocols on one port conflict, one that the lab does not know is refused, the rest is served', async () => {
  const gateways = TestGateways.start();
  const tls = { certificateRefs: [{ name: 'gone' }] };
  gateways.gateway('web', {
    listeners: [
      http('a'),
      { name: 'b', port: 80, protocol: 'HTTPS', tls },
      { name: 'c', port: 99, protocol: 'TCP' },
      http('d', undefined, 81),
    ],
  });
  gateways.route(redirectTo('it'));

  expect((await gateways.ask({ to: await gateways.open(81) })).status).toBe(302);
  expect(conditionsOf(gateways, 'a')).toEqual([
    'Accepted=False (ProtocolConflict)',
    'Programmed=False (Invalid)',
    'ResolvedRefs=True (ResolvedRefs)',
    'Conflicted=True (ProtocolConflict)',
  ]);
  expect(conditionsOf(gateways, 'c')[0]).toBe('Accepted=False (UnsupportedProtocol)');
  expect(conditionsOf(gateways, 'd')[1]).toBe('Programmed=True (Programmed)');
  expect(gateways.gatewayStatus()?.conditions?.[0]).toMatchObject({
    type: 'Accepted',
    status: 'True',
    reason: 'ListenersNotValid',
  });
});

test('HTTPS: the certificate of the listener that the client asks for, a Secure cookie, 421 for a host of another listener', async () => {
  const gateways = TestGateways.start();
  const [one, two] = [await createKeyPair(['one.info']), await createKeyPair(['two.info'])];
  for (const [name, { cert, key }] of Object.entries({ one, two })) {
    const data = { 'tls.crt': Buffer.from(cert).toString('base64'), 'tls.key': Buffer.from(key).toString('base64') };
    const metadata = { namespace: 'default', name };
    gateways.store.create('secrets', { apiVersion: 'v1', kind: 'Secret', metadata, type: 'kubernetes.io/tls', data });
  }
  const listener = (name: string) => {
    return { name, hostname: `${name}.info`, port: 443, protocol: 'HTTPS', tls: { certificateRefs: [{ name }] } };
  };
  gateways.gateway('web', { listeners: [listener('one'), listener('two')] });
  gateways.expose('web', [await gateways.startPod()]);
  gateways.route({ sessionPersistence: { sessionName: 'key' } });
  const address = await gateways.open(443);
  const ask = async (servername: string, ca: string, host = servername) => {
    const asked = request({ ...address, servername, ca, headers: { host }, agent: false }).end();
    const [response] = await once(asked, 'response');
    await text(response);
    return { status: response.statusCode, cookie: String(response.headers['set-cookie']) };
  };

  expect(await ask('one.info', one.cert)).toMatchObject({
    status: 200,
    cookie: expect.stringContaining('; Secure; HttpOnly'),
  });
  expect((await ask('two.info', two.cert)).status).toBe(200);
  expect((await ask('one.info', one.cert, 'two.info')).status).toBe(421);
  expect((await ask('one.info', one.cert, 'three.info')).status).toBe(404);
  await expect(ask('one.info', two.cert)).rejects.toThrow();
  expect(conditionsOf(gateways, 'one')).toEqual([
    'Accepted=True (Accepted)',
    'Programmed=True (Programmed)',
    'ResolvedRefs=True (ResolvedRefs)',
    'Conflicted=False (NoConflicts)',
  ]);
});

test.each([
  ['that is not there', { name: 'gone' }, 'InvalidCertificateRef'],
  ['of another namespace', { name: 'gone', namespace: 'kube-system' }, 'RefNotPermitted'],
])('a listener whose Secret is one %s does not listen, and says so', async (_what, ref, reason) => {
  const gateways = TestGateways.start();
  gateways.gateway('web', {
    listeners: [{ name: 'https', port: 443, protocol: 'HTTPS', tls: { certificateRefs: [ref] } }],
  });

  await expect.poll(() => conditionsOf(gateways, 'https')).toContain(`ResolvedRefs=False (${reason})`);
  expect(conditionsOf(gateways, 'https')).toContain('Programmed=False (Invalid)');
});

test.skipIf(!MODES.includes('range'))('gateways have addresses of their own, which they give back', async () => {
  const gateways = TestGateways.start({ addressing: rangeAddressing(201) });
  gateways.gateway('one', { listeners: [http('http', undefined, 8080)] });
  gateways.gateway('two', {
    listeners: [http('http', undefined, 8080)],
    addresses: [{ type: 'IPAddress', value: '127.201.3.77' }],
  });
  gateways.gateway('three', { addresses: [{ type: 'IPAddress', value: '8.8.8.8' }] });
  gateways.gateway('four', { addresses: [{ type: 'Hostname', value: 'a.b' }] });

  expect(await gateways.open(8080, 'one')).toEqual({ host: '127.201.3.1', port: 8080 });
  expect(await gateways.open(8080, 'two')).toEqual({ host: '127.201.3.77', port: 8080 });
  expect(gateways.gatewayStatus('three')?.conditions?.[1]).toMatchObject({
    status: 'False',
    reason: 'AddressNotUsable',
  });
  expect(gateways.gatewayStatus('four')?.conditions?.[0]).toMatchObject({
    status: 'False',
    reason: 'UnsupportedAddress',
  });
});

test('a gateway of another class, and a route of no gateway, are left alone; the route learns why', async () => {
  const gateways = TestGateways.start();
  gateways.gateway('web', { gatewayClassName: 'somebody' });
  gateways.route({}, { parentRefs: [{ name: 'gone' }] });
  await gateways.settled();

  expect(gateways.gatewayStatus()?.listeners).toBeUndefined();
  expect(gateways.store.list('events').map(({ message }) => message)).toEqual(['there is no gateway default/gone']);
});

test('the class of the lab says that it is taken, and by which version', async () => {
  const gateways = TestGateways.start();
  await gateways.settled();

  const status = gateways.store.get('gatewayclasses', { name: 'sticky' })?.status;
  expect(status?.conditions?.map(({ type, status: holds }) => `${type}=${holds}`)).toEqual([
    'Accepted=True',
    'SupportedVersion=True',
  ]);
  expect(status?.supportedFeatures?.map(({ name }) => name)).toEqual(
    status?.supportedFeatures?.map(({ name }) => name).toSorted(),
  );
});

test('a gateway that goes closes its port', async () => {
  const gateways = TestGateways.start();
  gateways.gateway();
  gateways.route(redirectTo('it'));
  const to = await gateways.open();
  expect((await gateways.ask({ to })).status).toBe(302);

  gateways.store.remove('gateways', { namespace: 'default', name: 'web' });

  await expect
    .poll(() =>
      gateways.ask({ to }).then(
        () => 'open',
        (error: NodeJS.ErrnoException) => error.code,
      ),
    )
    .toBe('ECONNREFUSED');
});

test.skipIf(!MODES.includes('range'))(
  'a gateway that asks for an address it cannot have ceases to listen',
  async () => {
    const gateways = TestGateways.start({ addressing: rangeAddressing(202) });
    gateways.gateway('web', { listeners: [http('http', undefined, 8080)] });
    gateways.route(redirectTo('it'));
    const to = await gateways.open(8080);
    expect((await gateways.ask({ to })).status).toBe(302);
    const found = gateways.store.get('gateways', { namespace: 'default', name: 'web' });
    if (found === undefined) throw new Error('no gateway');

    const addresses = [{ type: 'IPAddress', value: '8.8.8.8' }];
    gateways.store.update('gateways', { ...found, spec: { ...found.spec, addresses } });

    await expect
      .poll(() =>
        gateways.ask({ to }).then(
          () => 'open',
          () => 'closed',
        ),
      )
      .toBe('closed');
  },
);

test('HTTP/2 is spoken to clients that ask for it in TLS', async () => {
  const gateways = TestGateways.start();
  const { cert, key } = await createKeyPair(['sticky.info']);
  const data = { 'tls.crt': Buffer.from(cert).toString('base64'), 'tls.key': Buffer.from(key).toString('base64') };
  const metadata = { namespace: 'default', name: 'one' };
  gateways.store.create('secrets', { apiVersion: 'v1', kind: 'Secret', metadata, type: 'kubernetes.io/tls', data });
  const tls = { certificateRefs: [{ name: 'one' }] };
  gateways.gateway('web', { listeners: [{ name: 'https', port: 443, protocol: 'HTTPS', tls }] });
  gateways.route(redirectTo('it'));
  const { host, port } = await gateways.open(443);
  const session = connect(`https://${host}:${port}`, { ca: cert, servername: 'sticky.info' });
  const stream = session.request({ ':authority': 'sticky.info', ':path': '/a' });
  const [headers] = await once(stream, 'response');
  session.destroy();

  expect(headers).toMatchObject({ ':status': 302, location: `https://it:${port}/a` });
});
