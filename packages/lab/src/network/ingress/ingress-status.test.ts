import { describe, expect, test } from 'vitest';
import { startWith, type TestIngress } from '../../testing/ingress.ts';
import { ingress as manifest } from '../../testing/manifests.ts';

const PREFIX = 'nginx.ingress.kubernetes.io/';

function eventsOf(ingress: TestIngress, name: string) {
  return ingress.store
    .list('events')
    .filter(({ involvedObject }) => involvedObject.kind === 'Ingress' && involvedObject.name === name)
    .map(({ type, reason, message }) => `${type} ${reason}: ${message}`);
}

function statusOf(ingress: TestIngress, name: string) {
  return ingress.store.get('ingresses', { namespace: 'default', name })?.status?.loadBalancer?.ingress;
}

async function change(ingress: TestIngress, name: string, annotations: Record<string, string>, className = 'nginx') {
  const found = ingress.store.get('ingresses', { namespace: 'default', name });
  if (found === undefined) throw new Error(`there is no Ingress ${name}`);
  const spec = { ...found.spec, ingressClassName: className };
  ingress.store.update('ingresses', { ...found, metadata: { ...found.metadata, annotations }, spec });
  await ingress.settled();
  await ingress.settled();
}

describe('an Ingress that is served', () => {
  test('has the address in its status, with the port where that is another one than 80, and is said to be synced', async () => {
    const { ingress } = await startWith();

    const { host, port } = ingress.proxy;
    expect(statusOf(ingress, 'web')).toEqual([{ ip: host, ports: [{ port, protocol: 'TCP' }] }]);
    expect(eventsOf(ingress, 'web')).toEqual(['Normal Sync: Scheduled for sync']);
  });

  test('is told what each annotation comes to that does not do here what it does there, once', async () => {
    const { ingress } = await startWith();

    const annotations = {
      [`${PREFIX}limit-rps`]: '1',
      [`${PREFIX}affinity-mod`]: 'persistent',
      [`${PREFIX}affinity`]: 'Cookie',
      [`${PREFIX}proxy-read-timeout`]: '1m',
    };
    await change(ingress, 'web', annotations);
    await change(ingress, 'web', { ...annotations, other: 'x' });

    expect((await ingress.ask()).status).toBe(200);
    expect(eventsOf(ingress, 'web').slice(1)).toEqual([
      `Warning AnnotationIgnored: ingress-nginx drops ${PREFIX}affinity "Cookie": use "cookie".`,
      `Warning AnnotationIgnored: ingress-nginx drops ${PREFIX}proxy-read-timeout "1m": use a whole number.`,
      `Warning AnnotationUnsupported: the lab's ingress does not act on ${PREFIX}limit-rps: the Ingress is served as if it were not there`,
      `Warning AnnotationUnknown: ingress-nginx does not know ${PREFIX}affinity-mod, and ignores it: did you mean ${PREFIX}affinity-mode?`,
    ]);
    const warnings = ingress.store.list('events').filter(({ type }) => type === 'Warning');
    expect(warnings.map(({ count }) => count)).toEqual(warnings.map(() => 1));
  });
});

describe('an Ingress that is refused', () => {
  test.each([
    [{ 'auth-url': 'http://auth/' }, /cannot guard with .*auth-url/],
    [{ 'configuration-snippet': 'return 200;' }, /configuration-snippet annotation cannot be used/],
    [{ 'permanent-redirect': 'https://a b' }, /rejects the Ingress over/],
    [{ 'rewrite-target': '/$host' }, /may name the groups \$1 to \$9 only/],
  ])('is not served, has no address, and an event says why: %j', async (annotations, why) => {
    const { ingress } = await startWith();

    ingress.route('other', { service: 'web', host: 'other.info' }, annotations);
    await ingress.settled();

    expect((await ingress.ask({ host: 'other.info' })).status).toBe(404);
    expect(statusOf(ingress, 'other')).toBeUndefined();
    expect(eventsOf(ingress, 'other')).toEqual([expect.stringMatching(why)]);
  });

  test('leaves the version before in force', async () => {
    const { ingress } = await startWith();

    await change(ingress, 'web', { [`${PREFIX}auth-type`]: 'basic' });

    expect((await ingress.ask()).status).toBe(200);
    expect(statusOf(ingress, 'web')).toHaveLength(1);
    expect(eventsOf(ingress, 'web').at(-1)).toMatch(/^Warning Rejected: /);
  });

  test.each([
    ['/a;Domain=evil.info', 'Prefix'],
    ['/a\r\nX-Evil: 1', 'Exact'],
    ['/a\nb', 'ImplementationSpecific'],
    ['/ü', 'Prefix'],
    ['/a~', 'Exact'],
  ])('for the path %j of type %s is told so in the words of ingress-nginx', async (path, pathType) => {
    const { ingress } = await startWith();

    ingress.route('evil', { service: 'web', host: 'evil.info', path, pathType }, { affinity: 'cookie' });
    await ingress.settled();

    expect((await ingress.ask({ host: 'evil.info', path: '/a' })).status).toBe(404);
    const message = `ingress contains invalid paths: path ${path} cannot be used with pathType ${pathType}`;
    expect(eventsOf(ingress, 'evil')).toEqual([`Warning Rejected: ${message}`]);
  });

  test.each(['/a(?!b)', '/(a', '/(a{1000}){1000}', `/${'(a|b)'.repeat(400)}`])(
    'over a path that cannot be matched in linear time: %s',
    async (path) => {
      const { ingress } = await startWith();

      const to = { service: 'web', host: 'regex.info', path, pathType: 'ImplementationSpecific' };
      ingress.route('regex', to, { 'use-regex': 'true' });
      await ingress.settled();

      expect((await ingress.ask({ host: 'regex.info', path: '/a' })).status).toBe(404);
      expect(eventsOf(ingress, 'regex')).toEqual([
        expect.stringMatching(/^Warning Rejected: the path \/.* is no regular/),
      ]);
    },
  );
});

describe('an Ingress of another class', () => {
  test.each([[{ ingressClassName: 'traefik' }], [{}]])('is left alone: %j', async (named) => {
    const { ingress } = await startWith();
    const rules = [{ host: 'other.info', http: { paths: [] } }];
    const { spec, ...rest } = manifest('other', { rules }, { [`${PREFIX}affinty`]: 'cookie' });
    ingress.store.create('ingresses', { ...rest, spec: { rules: spec?.rules ?? [], ...named } });
    await ingress.settled();

    expect((await ingress.ask({ host: 'other.info' })).status).toBe(404);
    expect(ingress.store.get('ingresses', { namespace: 'default', name: 'other' })?.status).toBeUndefined();
    expect(eventsOf(ingress, 'other')).toEqual([]);
  });

  test('may name ours by the old annotation', async () => {
    const { ingress } = await startWith();
    const { spec, metadata, ...rest } = manifest('old', {}, { 'kubernetes.io/ingress.class': 'nginx' });
    const backend = { service: { name: 'web', port: { number: 80 } } };
    const rules = [{ host: 'old.info', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }];
    ingress.store.create('ingresses', { ...rest, metadata, spec: { rules } });
    await ingress.settled();

    expect((await ingress.ask({ host: 'old.info' })).status).toBe(200);
  });

  test('that it changes to takes the address out, and one that becomes ours puts it in', async () => {
    const { ingress } = await startWith();

    await change(ingress, 'web', {}, 'traefik');
    expect((await ingress.ask()).status).toBe(404);
    expect(statusOf(ingress, 'web')).toBeUndefined();

    ingress.store.create('ingressclasses', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IngressClass',
      metadata: { name: 'traefik' },
      spec: { controller: 'k8s.io/ingress-nginx' },
    });
    await ingress.settled();
    expect((await ingress.ask()).status).toBe(200);
    expect(statusOf(ingress, 'web')).toHaveLength(1);
  });
});
