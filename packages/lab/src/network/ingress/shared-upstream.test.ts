import { describe, expect, test, vi } from 'vitest';
import { cookiePairs, type TestIngress } from '../../testing/ingress.ts';
import { askWith, newSession, podsMet, startSticky } from '../../testing/ingress-sessions.ts';
import { ingress as manifest, service } from '../../testing/manifests.ts';
import { persistentKey } from './affinity-key.ts';

const affinity = { affinity: 'cookie', 'session-cookie-name': 'key' };

// In the tests below, Ingresses are made within one second. Of equal age, the name decides, in descending order: "web" is
// before "b", and that before "a".

async function nameOfCookie(ingress: TestIngress, host: string): Promise<string | undefined> {
  return cookiePairs(await ingress.ask({ host }))[0]?.split('=')[0];
}

describe('Ingresses that name one port of one Service', () => {
  test('share its pods: a path without affinity sets no cookie, but honours one that is sent', async () => {
    const { ingress } = await startSticky(3, affinity);
    ingress.route('plain', { service: 'web', host: 'plain.info' });
    await ingress.settled();
    const { cookie, pod } = await newSession(ingress);

    const without = await Promise.all(Array.from({ length: 20 }, () => ingress.ask({ host: 'plain.info' })));
    const along = await Promise.all(Array.from({ length: 10 }, () => askWith(ingress, cookie, { host: 'plain.info' })));

    expect(without.flatMap(cookiePairs)).toEqual([]);
    expect(new Set(without.map(({ body }) => body)).size).toBeGreaterThan(1);
    expect(new Set(along.map(({ body }) => body))).toEqual(new Set([pod]));
  });

  test('have affinity when one of them asks for it, whichever', async () => {
    const { ingress } = await startSticky(2);
    ingress.route('a', { service: 'web', host: 'a.info' }, affinity);
    await ingress.settled();

    const { cookie, pod } = await newSession(ingress, { host: 'a.info' });

    expect(cookiePairs(await ingress.ask())).toEqual([]);
    expect(await podsMet(ingress, 10, { headers: { Cookie: cookie } })).toEqual(new Set([pod]));
  });

  test('have the mode that the first of them sets, also one without affinity', async () => {
    const { ingress } = await startSticky(2, { 'affinity-mode': 'persistent' });
    ingress.route('b', { service: 'web', host: 'b.info' }, { ...affinity, 'affinity-mode': 'balanced' });
    await ingress.settled();

    const { cookie, pod } = await newSession(ingress, { host: 'b.info' });

    expect(cookie).toContain(persistentKey('default-web-80', `${pod}:8080`));
  });

  test('have the mode of a later one where the first says none', async () => {
    const { ingress } = await startSticky(2, affinity);
    ingress.route('b', { service: 'web', host: 'b.info' }, { 'affinity-mode': 'persistent' });
    await ingress.settled();

    const { cookie, pod } = await newSession(ingress);

    expect(cookie).toContain(persistentKey('default-web-80', `${pod}:8080`));
  });

  test('have the cookie of the last one that asks for affinity, everywhere', async () => {
    const { ingress } = await startSticky(2, affinity);
    ingress.route('b', { service: 'web', host: 'b.info' }, { affinity: 'cookie', 'session-cookie-name': 'last' });
    ingress.route('a', { service: 'web', host: 'a.info' }, { 'session-cookie-name': 'none' });
    await ingress.settled();

    expect(await nameOfCookie(ingress, 'sticky.info')).toBe('last');
    expect(await nameOfCookie(ingress, 'b.info')).toBe('last');
    expect(await nameOfCookie(ingress, 'a.info')).toBeUndefined();
  });

  test('set the cookie at the paths of all that ask for affinity', async () => {
    const { ingress } = await startSticky(2, affinity);
    ingress.route('b', { service: 'web', host: 'sticky.info', path: '/b' }, affinity);
    ingress.route('a', { service: 'web', host: 'sticky.info', path: '/a' });
    await ingress.settled();
    const lineAt = async (path: string) => (await ingress.ask({ path })).headers['set-cookie']?.[0];

    expect(await lineAt('/')).toContain('Path=/;');
    expect(await lineAt('/b/c')).toContain('Path=/b;');
    expect(await lineAt('/a')).toBeUndefined();
  });

  test.each([
    [{ 'upstream-hash-by': '$request_uri' }, { 'upstream-hash-by': '$host' }, 'hash'],
    [{ 'load-balance': 'ewma' }, { 'load-balance': 'round_robin' }, 'least loaded'],
    [{}, { 'upstream-hash-by': '$request_uri', 'load-balance': 'ewma' }, 'round robin'],
  ])('choose by the first one only: %j, then %j', async (first, second, reason) => {
    const { ingress } = await startSticky(2, first);
    ingress.route('b', { service: 'web', host: 'b.info' }, second);
    await ingress.settled();

    await ingress.ask({ host: 'b.info' });

    expect(ingress.log.last(1)[0]?.tries).toMatchObject([{ reason }]);
  });

  test('go to the ClusterIP when the first one asks for service-upstream, and by no other', async () => {
    const upstream = { 'service-upstream': 'true' };
    const statusWith = async (first: Record<string, string>, second: Record<string, string>) => {
      const { ingress } = await startSticky(2, first);
      ingress.route('b', { service: 'web', host: 'b.info' }, second);
      // An address of a Service, where nothing listens: who is sent there meets nobody.
      ingress.store.update('services', service('web', { clusterIP: '100.77.1.9' }));
      await ingress.settled();
      return [(await ingress.ask()).status, (await ingress.ask({ host: 'b.info' })).status];
    };
    expect(await statusWith(upstream, {})).toEqual([502, 502]);
    expect(await statusWith({}, upstream)).toEqual([200, 200]);
  });

  test('come in the order of their age', async () => {
    const { ingress } = await startSticky(2, { 'load-balance': 'ewma' });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 3_600_000 });
    ingress.route('a', { service: 'web', host: 'a.info' }, { 'upstream-hash-by': '$host' });
    vi.useRealTimers();
    await ingress.settled();

    await ingress.ask();

    expect(ingress.log.last(1)[0]?.tries).toMatchObject([{ reason: 'hash' }]);
  });

  test('have nothing to do with those of another port or Service', async () => {
    const { ingress, pods } = await startSticky(2, affinity);
    ingress.expose('other', pods);
    ingress.store.update(
      'services',
      service('web', {
        ports: [
          { name: 'a', port: 80, targetPort: 8080 },
          { name: 'b', port: 81, targetPort: 8080 },
        ],
      }),
    );
    const slice = ingress.store.get('endpointslices', { namespace: 'default', name: 'web-1' });
    if (slice === undefined) throw new Error('the Service has no slice');
    const ports = ['a', 'b'].map((name) => ({ name, port: 8080, protocol: 'TCP' }));
    ingress.store.update('endpointslices', { ...slice, ports });
    ingress.route('b', { service: 'other', host: 'other.info' });
    const backend = { service: { name: 'web', port: { number: 81 } } };
    const rules = [{ host: 'port.info', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }];
    ingress.store.create('ingresses', manifest('c', { rules }));
    await ingress.settled();
    const { cookie } = await newSession(ingress);

    for (const host of ['other.info', 'port.info'])
      expect((await podsMet(ingress, 6, { host, headers: { Cookie: cookie } })).size, host).toBe(2);
  });
});

describe('a default backend', () => {
  async function withDefault(annotations: Record<string, string>) {
    const { ingress } = await startSticky(2, affinity);
    const prefixed = Object.entries(annotations).map(([name, value]) => [`nginx.ingress.kubernetes.io/${name}`, value]);
    ingress.store.create('ingresses', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'fallback', namespace: 'default', annotations: Object.fromEntries(prefixed) },
      spec: { ingressClassName: 'nginx', defaultBackend: { service: { name: 'web', port: { number: 80 } } } },
    });
    await ingress.settled();
    return ingress;
  }

  test('never sets the cookie, but honours it where a rule of the same Service has it set', async () => {
    const ingress = await withDefault(affinity);
    const { cookie, pod } = await newSession(ingress);

    const answers = await Promise.all(Array.from({ length: 20 }, () => ingress.ask({ host: 'anything.else' })));

    expect(new Set(answers.map(({ body }) => body)).size).toBe(2);
    expect(answers.flatMap(cookiePairs)).toEqual([]);
    expect((await askWith(ingress, cookie, { host: 'anything.else' })).body).toBe(pod);
  });

  test('never sets the cookie for the rest of a host, either, whose paths have it set', async () => {
    const { ingress } = await startSticky(2);
    const backend = { service: { name: 'web', port: { number: 80 } } };
    const rules = [{ host: 'a.info', http: { paths: [{ path: '/a', pathType: 'Prefix', backend }] } }];
    const annotations = { 'nginx.ingress.kubernetes.io/affinity': 'cookie' };
    ingress.store.create('ingresses', manifest('a', { rules, defaultBackend: backend }, annotations));
    await ingress.settled();

    expect(cookiePairs(await ingress.ask({ host: 'a.info', path: '/a' }))).toHaveLength(1);
    const { status, headers } = await ingress.ask({ host: 'a.info', path: '/b' });
    expect({ status, cookies: headers['set-cookie'] }).toEqual({ status: 200, cookies: undefined });
  });

  test('has no affinity where only it asks for it', async () => {
    const ingress = await withDefault(affinity);
    ingress.annotate('web', {});
    await ingress.settled();

    expect((await podsMet(ingress, 6, { host: 'anything.else', headers: { Cookie: 'key=forged' } })).size).toBe(2);
  });
});
