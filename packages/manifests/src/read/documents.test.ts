import { describe, expect, test } from 'vitest';
import {
  type Affinity,
  type AppSpec,
  ManifestError,
  parseDocuments,
  readDocuments,
  readObjects,
  readSource,
  renderApp,
  routers,
} from '../index.ts';

const app: AppSpec = {
  name: 'shop',
  image: 'shop',
  replicas: 2,
  port: 80,
  healthPath: '/',
  serviceType: 'LoadBalancer',
  route: { host: 'shop.example', path: '/' },
};
const affinities: readonly Affinity[] = [
  { kind: 'cookie', name: 'key', strength: 'hashed' },
  { kind: 'cookie', name: 'key', strength: 'pinned' },
  { kind: 'client-address' },
  { kind: 'header', name: 'x-user' },
];

function objectsFor(router: keyof typeof routers, affinity: Affinity) {
  try {
    return renderApp(app, affinity, router).objects;
  } catch (error) {
    if (error instanceof ManifestError && error.code.startsWith('unsupported-')) return undefined;
    throw error;
  }
}

describe.each(Object.values(routers))('what is rendered for $id', ({ id }) => {
  test('is read as its own', () => {
    for (const affinity of affinities) {
      const objects = objectsFor(id, affinity);
      if (objects === undefined) continue;
      const { readings } = readObjects(objects);
      expect(readings.map(({ router }) => router)).toEqual([id]);
      expect(readings[0]?.affinity.kind).toBe(affinity.kind);
    }
  });
});

const ingress = (name: string, { className = '', annotations = '' } = {}) => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ${name}
  annotations: {a: b${annotations}}
spec:${className === '' ? '' : `\n  ingressClassName: ${className}`}
  defaultBackend: {service: {name: ${name}, port: {number: 80}}}
`;
const ingressClass = (name: string, controller: string) =>
  `apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {name: ${name}}\nspec: {controller: ${controller}}\n`;
const service = (name: string, annotations: string) =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\n  annotations: {${annotations}}\nspec: {ports: [{port: 80}]}\n`;
const route = (name: string) => `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: ${name}}
spec:
  parentRefs: [{name: web}]
  rules: [{backendRefs: [{name: ${name}, port: 80}]}]
`;
const gateway = (className: string) =>
  `apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: web}\nspec: {gatewayClassName: ${className}, listeners: []}\n`;

function served(...texts: readonly string[]) {
  const { readings, unserved } = readObjects(parseDocuments(texts.join('---\n')));
  return [
    ...readings.map(({ router, assumed }) => (assumed.some(({ field }) => field === 'router') ? `${router}?` : router)),
    ...unserved.map(({ reason }) => reason),
  ];
}

describe('an Ingress is for', () => {
  test.each([
    [
      'the controller of its class',
      [ingress('a', { className: 'nginx' }), ingressClass('nginx', 'nginx.org/ingress-controller')],
      ['f5-nginx'],
    ],
    [
      'the default class',
      [
        ingress('a'),
        ingressClass('x', 'k8s.io/ingress-nginx').replace(
          '{name: x}',
          '{name: x, annotations: {ingressclass.kubernetes.io/is-default-class: "true"}}',
        ),
      ],
      ['ingress-nginx'],
    ],
    ['whom its class usually names', [ingress('a', { className: 'traefik' })], ['traefik']],
    ['whom the old annotation names', [ingress('a', { annotations: ', kubernetes.io/ingress.class: kong' })], ['kong']],
    [
      'whose annotations it has, of two with one class',
      [ingress('a', { className: 'nginx', annotations: ', nginx.org/lb-method: ip_hash' })],
      ['f5-nginx'],
    ],
    [
      'whose annotations it has, without a class',
      [ingress('a', { annotations: ', alb.ingress.kubernetes.io/scheme: internal' })],
      ['aws-alb'],
    ],
    [
      'whose annotations its Service has',
      [ingress('a'), service('a', 'traefik.ingress.kubernetes.io/service.sticky.cookie: "true"')],
      ['traefik'],
    ],
    ['the likelier of two, as a guess', [ingress('a', { className: 'nginx' })], ['ingress-nginx?']],
    [
      'nobody, with a class that nobody knows',
      [ingress('a', { className: 'inner' })],
      ['Its class "inner" is none that Sticky knows: give the IngressClass beside it.'],
    ],
    [
      'nobody, with a controller that nobody knows',
      [ingress('a', { className: 'x' }), ingressClass('x', 'example.com/own')],
      ['Its class is for the controller "example.com/own", which is none that Sticky knows.'],
    ],
    [
      'nobody, without class and annotations',
      [ingress('a')],
      ['It has no class and no annotation of a router that Sticky knows: set spec.ingressClassName.'],
    ],
  ])('%s', (_, texts, expected) => {
    expect(served(...texts)).toEqual(expected);
  });
});

describe('an HTTPRoute is for', () => {
  test.each([
    ['whom the class of its Gateway usually names', [route('a'), gateway('cilium')], ['cilium']],
    [
      'whose policy stands beside it',
      [
        route('a'),
        'apiVersion: gateway.envoyproxy.io/v1alpha1\nkind: BackendTrafficPolicy\nmetadata: {name: a}\nspec: {}\n',
      ],
      ['envoy-gateway'],
    ],
    ['any implementation, as a guess', [route('a'), gateway('own')], ['gateway-api?']],
  ])('%s', (_, texts, expected) => {
    expect(served(...texts)).toEqual(expected);
  });
});

test('several routers in one set, from several sources, in the order of the documents', () => {
  const sources = [
    readSource(
      `${ingress('a', { className: 'traefik' })}---\n${ingress('b', { className: 'nginx', annotations: ', nginx.ingress.kubernetes.io/affinity: cookie' })}`,
    ),
    readSource(`broken: [\n---\n${service('c', '').replace('spec: {', 'spec: {sessionAffinity: ClientIP, ')}`),
  ];
  expect(readDocuments(sources).map(({ router, routing, affinity }) => [router, routing.name, affinity.kind])).toEqual([
    ['traefik', 'a', 'none'],
    ['ingress-nginx', 'b', 'cookie'],
    ['service-client-ip', 'c', 'client-address'],
  ]);
});
