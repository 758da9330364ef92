import { describe, expect, test } from 'vitest';
import { type Observed, type ObservedKind, objectSchemas } from '../api/objects.ts';
import { ClusterError } from '../errors.ts';
import { probeHints, reach } from '../reach.ts';
import type { AppView } from './app-view.ts';
import { assembleApps } from './assemble.ts';
import { type ObjectsByKind, snapshotOf } from './snapshot.ts';

const meta = (name: string, more: object = {}) => ({ name, uid: `uid-${name}`, resourceVersion: '1', ...more });

const deployment = objectSchemas.Deployment.parse({
  metadata: meta('chat', { generation: 2 }),
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'chat' } },
    template: {
      metadata: { labels: { app: 'chat', tier: 'web' } },
      spec: { containers: [{ name: 'c', image: 'chat:1' }] },
    },
  },
  status: { observedGeneration: 2, updatedReplicas: 2 },
});

const replicaSet = objectSchemas.ReplicaSet.parse({
  metadata: meta('chat-1', {
    ownerReferences: [{ kind: 'Deployment', name: 'chat', uid: 'uid-chat', controller: true }],
  }),
});

const pod = (name: string, more: { status?: object; owner?: string; labels?: object } = {}) =>
  objectSchemas.Pod.parse({
    metadata: meta(name, {
      labels: more.labels ?? { app: 'chat' },
      ownerReferences: [{ kind: 'ReplicaSet', name: 'x', uid: more.owner ?? 'uid-chat-1', controller: true }],
    }),
    spec: { containers: [{ name: 'c', ports: [{ containerPort: 8080 }] }] },
    status: more.status ?? {
      phase: 'Running',
      podIP: '10.0.0.1',
      conditions: [{ type: 'Ready', status: 'True' }],
      containerStatuses: [{ name: 'c', restartCount: 3, ready: true, state: { running: {} } }],
    },
  });

const service = (spec: object = {}, balancer: object[] = [{ ip: '192.0.2.1' }], name = 'chat') =>
  objectSchemas.Service.parse({
    metadata: meta(name),
    spec: {
      type: 'LoadBalancer',
      selector: { app: 'chat' },
      ports: [{ port: 80, nodePort: 30_080 }],
      clusterIP: '10.1.0.1',
      ...spec,
    },
    status: { loadBalancer: { ingress: balancer } },
  });

const slice = (ready: number) =>
  objectSchemas.EndpointSlice.parse({
    metadata: meta('chat-x', { labels: { 'kubernetes.io/service-name': 'chat' } }),
    endpoints: [...Array(ready).fill({ conditions: { ready: true } }), { conditions: { ready: false } }],
  });

const annotations = {
  'nginx.ingress.kubernetes.io/affinity': 'cookie',
  'nginx.ingress.kubernetes.io/session-cookie-name': 'key',
  'nginx.ingress.kubernetes.io/session-cookie-max-age': '60',
};

const ingress = (spec: object = {}, balancer: object[] = [{ ip: '192.0.2.2' }]) =>
  objectSchemas.Ingress.parse({
    metadata: meta('example-ingress', { annotations }),
    spec: {
      rules: [
        {
          host: 'sticky.info',
          http: { paths: [{ path: '/', backend: { service: { name: 'chat', port: { number: 80 } } } }] },
        },
      ],
      ...spec,
    },
    status: { loadBalancer: { ingress: balancer } },
  });

const event = objectSchemas.Event.parse({
  metadata: meta('e'),
  type: 'Warning',
  reason: 'Rejected',
  message: 'bad\n  annotation',
  involvedObject: { kind: 'Ingress', name: 'example-ingress', uid: 'uid-example-ingress' },
});

/** A whole and healthy App, with whatever is given in place of its own. */
function app(over: Partial<ObjectsByKind> = {}): AppView {
  const apps = assembleApps(snapshotOf({ ...whole, ...over }));
  const [first] = apps;
  if (first === undefined || apps.length !== 1) throw new Error(`${apps.length} Apps`);
  return first;
}

const whole: ObjectsByKind = {
  Deployment: [deployment],
  ReplicaSet: [replicaSet],
  Pod: [pod('chat-1-a'), pod('chat-1-b')],
  Service: [service()],
  EndpointSlice: [slice(2)],
  Ingress: [ingress()],
  IngressClass: [],
  Gateway: [],
  HTTPRoute: [],
  Event: [],
  Node: [],
};

test('a Deployment with its pods, its Service and its routes is one App', () => {
  expect(app()).toEqual({
    name: 'chat',
    uid: 'uid-chat',
    image: 'chat:1',
    replicas: { wanted: 2, ready: 2 },
    pods: [expect.objectContaining({ name: 'chat-1-a' }), expect.objectContaining({ name: 'chat-1-b' })],
    service: { name: 'chat', type: 'LoadBalancer', port: 80, url: 'http://192.0.2.1', affinity: { kind: 'none' } },
    routes: [
      {
        name: 'example-ingress',
        router: 'ingress-nginx',
        url: 'http://sticky.info/',
        connectTo: { host: '192.0.2.2', port: 80 },
        affinity: { kind: 'cookie', name: 'key', strength: 'hashed', maxAgeSeconds: 60 },
      },
    ],
    waitingFor: [],
    problems: [],
  });
  expect(app().pods[0]).toMatchObject({ status: 'Running', ready: true, restarts: 3, address: '10.0.0.1', port: 8080 });
});

describe('who serves a route', () => {
  const ingressClass = (name: string, controller: string) =>
    objectSchemas.IngressClass.parse({ metadata: meta(name), spec: { controller } });
  const nginx = ingressClass('nginx', 'k8s.io/ingress-nginx');
  const internal = ingressClass('internal', 'k8s.io/internal-ingress-nginx');
  const traefik = ingressClass('traefik', 'traefik.io/ingress-controller');
  const f5 = ingressClass('nginx', 'nginx.org/ingress-controller');
  const old = (name: string) => ({
    metadata: { annotations: { ...annotations, 'kubernetes.io/ingress.class': name } },
  });
  const known = { router: 'ingress-nginx', affinity: { kind: 'cookie' } };
  const unknown = { affinity: { kind: 'unknown' } };

  test.each<[string, string | undefined, ObjectsByKind['IngressClass'], object]>([
    ['its class', 'nginx', [traefik, nginx], { ...known, className: 'nginx' }],
    ['another class of it', 'internal', [nginx, internal], known],
    ["another controller's class", 'traefik', [traefik, nginx], { ...unknown, className: 'traefik' }],
    ["a class of its name that is another controller's", 'nginx', [f5], unknown],
    ['a class that is not there', 'gone', [nginx], unknown],
    ['no class', undefined, [traefik, nginx], known],
    ['no class, where it has none', undefined, [traefik], unknown],
    ['its usual class, unseen', 'nginx', undefined, known],
    ['another class, unseen', 'internal', undefined, unknown],
    ['no class, unseen', undefined, undefined, known],
    ['its usual class, where there are none', 'nginx', [], known],
  ])('%s', (_, ingressClassName, IngressClass, expected) => {
    const [byField] = app({ Ingress: [ingress({ ingressClassName })], IngressClass }).routes;
    expect(byField).toMatchObject(expected);
    expect(byField?.router).toBe('router' in expected ? expected.router : undefined);

    if (ingressClassName === undefined) return;
    const annotated = objectSchemas.Ingress.parse({
      ...ingress(),
      metadata: { ...meta('example-ingress'), ...old(ingressClassName).metadata },
    });
    expect(app({ Ingress: [annotated], IngressClass }).routes).toEqual([byField]);
  });
});

describe('pods', () => {
  test('belong by their owner, not by labels that happen to match', () => {
    const stranger = pod('stranger', { owner: 'uid-other' });

    expect(app({ Pod: [pod('chat-1-a'), stranger] }).pods.map(({ name }) => name)).toEqual(['chat-1-a']);
  });

  test('belong by the selector where ReplicaSets may not be seen', () => {
    const others = pod('other', { labels: { app: 'other' } });

    expect(app({ ReplicaSet: undefined, Pod: [pod('chat-1-a'), others] }).pods.map(({ name }) => name)).toEqual([
      'chat-1-a',
    ]);
  });
});

describe('waiting for', () => {
  const starting = pod('chat-1-b', { status: { phase: 'Pending' } });
  const outdated = { ...deployment, status: { ...deployment.status, observedGeneration: 1 } };
  const rolling = { ...deployment, status: { ...deployment.status, updatedReplicas: 1 } };

  test.each<[string, Partial<ObjectsByKind>, string]>([
    ['a pod', { Pod: [pod('chat-1-a'), starting] }, '1 of 2 pods ready'],
    ['a surplus pod', { Pod: [pod('a'), pod('b'), pod('c')] }, '1 surplus pod to end'],
    ['the controller', { Deployment: [outdated] }, 'the change is not yet taken up'],
    ['a rollout', { Deployment: [rolling] }, '1 of 2 pods updated'],
    ['endpoints', { EndpointSlice: [slice(1)] }, 'Service chat leads to 1 of 2 pods'],
    ["a balancer's address", { Service: [service({}, [])] }, 'Service chat has no address'],
    ["an ingress's address", { Ingress: [ingress({}, [])] }, 'route http://sticky.info/ has no address'],
  ])('%s', (_, over, line) => {
    expect(app(over).waitingFor).toEqual([line]);
  });

  test('no endpoints where EndpointSlices may not be seen', () => {
    expect(app({ EndpointSlice: undefined }).waitingFor).toEqual([]);
  });
});

describe('problems', () => {
  test('of a pod: why its container waits', () => {
    const waiting = { waiting: { reason: 'ErrImagePull', message: 'no such\nimage' } };
    const broken = pod('chat-1-a', {
      status: { phase: 'Pending', containerStatuses: [{ name: 'c', state: waiting }] },
    });

    expect(app({ Pod: [broken] }).problems).toEqual(['pod chat-1-a: ErrImagePull, no such image']);
  });

  test('of a pod: how it ended last when it is held back', () => {
    const state = { waiting: { reason: 'CrashLoopBackOff' } };
    const lastState = { terminated: { exitCode: 1, reason: 'Error' } };
    const broken = pod('chat-1-a', {
      status: { phase: 'Running', containerStatuses: [{ name: 'c', state, lastState }] },
    });

    expect(app({ Pod: [broken] }).problems).toEqual([
      'pod chat-1-a: CrashLoopBackOff, it ended with exit code 1 (Error)',
    ]);
  });

  test('of a pod: why it has no node', () => {
    const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: 'no nodes' }];

    expect(app({ Pod: [pod('p', { status: { phase: 'Pending', conditions } })] }).problems).toEqual([
      'pod p: Unschedulable, no nodes',
    ]);
  });

  test('of a route: what its controller warned of', () => {
    expect(app({ Event: [event] }).problems).toEqual(['ingress example-ingress: Rejected, bad annotation']);
  });
});

describe('where it is reached', () => {
  const node = objectSchemas.Node.parse({
    metadata: meta('n'),
    status: {
      addresses: [
        { type: 'InternalIP', address: '10.0.0.9' },
        { type: 'ExternalIP', address: '203.0.113.9' },
      ],
    },
  });
  const only = <K extends ObservedKind>(kind: K, object: Observed<K>): Partial<ObjectsByKind> => ({ [kind]: [object] });

  test.each<[string, Partial<ObjectsByKind>, string]>([
    ['a load balancer by address', {}, 'http://192.0.2.1/'],
    ['a load balancer by name', only('Service', service({}, [{ hostname: 'lb.example' }])), 'http://lb.example/'],
    [
      'a load balancer with a port of its own',
      only('Service', service({}, [{ ip: '127.0.0.1', ports: [{ port: 41234 }] }])),
      'http://127.0.0.1:41234/',
    ],
    ['a load balancer over IPv6', only('Service', service({}, [{ ip: '2001:db8::1' }])), 'http://[2001:db8::1]/'],
    ['a port of a node', { Service: [service({ type: 'NodePort' }, [])], Node: [node] }, 'http://203.0.113.9:30080/'],
    [
      'a loopback cluster address',
      only('Service', service({ type: 'ClusterIP', clusterIP: '127.77.1.3' }, [])),
      'http://127.77.1.3/',
    ],
  ])('%s', (_, over, url) => {
    expect(reach(app(over), 'service')).toEqual({ url });
  });

  test('a route, with where to connect for it', () => {
    expect(reach(app(), 'route')).toEqual({ url: 'http://sticky.info/', connectTo: { host: '192.0.2.2', port: 80 } });
    expect(reach(app(), 'route', 'example-ingress')).toEqual(reach(app(), 'route', 'http://sticky.info'));
  });

  test('a route with TLS', () => {
    const tls = ingress({ tls: [{ hosts: ['sticky.info'] }] });

    expect(reach(app({ Ingress: [tls] }), 'route')).toEqual({
      url: 'https://sticky.info/',
      connectTo: { host: '192.0.2.2', port: 443 },
    });
  });

  test.each([
    ['of its own', [{ port: 8080 }, { port: 8443 }], 8443],
    ['the usual one, wherever it is named', [{ port: 443 }], 443],
    ['the usual one, as only that for http is another', [{ port: 8080 }], 443],
  ])('a route with TLS, at a port %s', (_, ports, port) => {
    const tls = ingress({ tls: [{ hosts: ['sticky.info'] }] }, [{ ip: '192.0.2.2', ports }]);

    expect(reach(app({ Ingress: [tls] }), 'route').connectTo).toEqual({ host: '192.0.2.2', port });
  });

  test.each([
    [['*.info'], 'https'],
    [[], 'https'],
    [['other.info'], 'http'],
  ])('a route of an Ingress with TLS for %j is %s', (hosts, scheme) => {
    const tls = ingress({ tls: [{ hosts }] });

    expect(reach(app({ Ingress: [tls] }), 'route').url).toBe(`${scheme}://sticky.info/`);
  });

  test('a route for any host, under its own address', () => {
    const any = ingress({ rules: [], defaultBackend: { service: { name: 'chat' } } });

    expect(reach(app({ Ingress: [any] }), 'route').url).toBe('http://192.0.2.2/');
  });

  test.each<[string, Partial<ObjectsByKind>, 'service' | 'route', RegExp]>([
    ['no Service', { Service: [] }, 'service', /has no Service: expose it/],
    [
      'a Service inside the cluster',
      only('Service', service({ type: 'ClusterIP' }, [])),
      'service',
      /LoadBalancer or NodePort/,
    ],
    ['a balancer without an address', only('Service', service({}, [])), 'service', /has no address yet/],
    [
      'a balancer of the lab that does not listen yet',
      only('Service', service({ clusterIP: '127.77.1.3' }, [])),
      'service',
      /has no address yet/,
    ],
    ['no route', { Ingress: [] }, 'route', /has no route/],
    ['a route without an address', only('Ingress', ingress({}, [])), 'route', /ingress controller/],
  ])('not at all: %s', (_, over, via, message) => {
    expect(() => reach(app(over), via)).toThrow(ClusterError);
    expect(() => reach(app(over), via)).toThrow(message);
  });

  test('what a probe could not know: how many pods are ready, and the header that may hold a client', () => {
    const byHeader = app();
    const routes = byHeader.routes.map((route) => ({
      ...route,
      affinity: { kind: 'header', name: 'x-user' } as const,
    }));

    expect(probeHints(app(), 'route')).toEqual({ readyBackends: app().replicas.ready });
    expect(probeHints({ ...byHeader, routes }, 'route')).toMatchObject({ headers: ['x-user'] });
    expect(probeHints({ ...byHeader, routes }, 'route', 'http://sticky.info')).toMatchObject({ headers: ['x-user'] });
    expect(probeHints({ ...byHeader, routes }, 'service')).not.toHaveProperty('headers');
  });

  test('not at all: a route that there is not names those there are', () => {
    expect(() => reach(app(), 'route', 'http://other/')).toThrow('it has http://sticky.info/');
  });
});
