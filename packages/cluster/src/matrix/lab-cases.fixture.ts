import type { KubernetesObject } from '@sticky/manifests';
import type { ProbeOptions, Verdict } from '@sticky/probe';
import type { JsonObject } from '../api/json.ts';

/** One way in which the lab can route to an App, on a host of its own, and what is then true over several pods. */
export interface LabCase {
  readonly name: string;
  /** What leads from the host `NAME.test` to the Service `NAME` on port 80. */
  readonly routes: readonly (KubernetesObject & JsonObject)[];
  readonly verdict: Partial<Verdict>;
  /** By load one pod answers hundreds of times on end, whoever asks: then the odds are not reached. Sticky would be wrong. */
  readonly mayBeInconclusive?: true;
  readonly options?: ProbeOptions;
}

const keyCookie: Partial<Verdict> = { kind: 'sticky-by-cookie', cookie: 'key' };
const named = { 'session-cookie-name': 'key' };
const byCookie = { affinity: 'cookie', ...named };
const userHeader = { headers: ['x-user'] };

/** Each of them is what ingress-nginx does, or the Gateway API says, for the same object in a cluster. */
export const labCases: readonly LabCase[] = [
  ingress('plain', {}, { kind: 'not-sticky' }),
  { ...ingress('ewma', { 'load-balance': 'ewma' }, { kind: 'not-sticky' }), mayBeInconclusive: true },
  ingress('cookie-balanced', { ...byCookie, 'affinity-mode': 'balanced' }, keyCookie),
  ingress('cookie-persistent', { ...byCookie, 'affinity-mode': 'persistent' }, keyCookie),
  ingress('cookie-for-a-minute', { ...byCookie, 'session-cookie-max-age': '60' }, keyCookie),
  ingress('cookie-change-on-failure', { ...byCookie, 'session-cookie-change-on-failure': 'true' }, keyCookie),
  // Cookie affinity goes before a hash.
  ingress('cookie-over-hash', { ...byCookie, 'upstream-hash-by': '$request_uri' }, keyCookie),
  ingress('cookie-other-path', { ...byCookie, 'session-cookie-path': '/shop' }, notReturned()),
  ingress('cookie-other-domain', { ...byCookie, 'session-cookie-domain': 'other.test' }, notReturned()),
  ingress('cookie-secure', { ...byCookie, 'session-cookie-secure': 'true' }, notReturned()),
  ingress('hash-by-address', { 'upstream-hash-by': '$remote_addr' }, { kind: 'sticky-by-address' }),
  ingress('hash-by-uri', { 'upstream-hash-by': '$request_uri' }, { kind: 'sticky-by-url' }),
  ingress(
    'hash-by-header',
    { 'upstream-hash-by': '$http_x_user' },
    { kind: 'sticky-by-header', header: 'x-user' },
    userHeader,
  ),
  gateway('gateway-plain', undefined, { kind: 'not-sticky' }),
  gateway('gateway-cookie', { sessionName: 'key' }, keyCookie),
  gateway('gateway-cookie-coming', { type: 'Cookie', cookie: { name: 'key' } }, keyCookie),
];

/** A Gateway for all HTTPRoutes of the cases. */
export const webGateway: KubernetesObject & JsonObject = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'Gateway',
  metadata: { name: 'web' },
  spec: { gatewayClassName: 'sticky', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
};

/** A Service of its own for each case: ingress-nginx lets all Ingresses on one Service share the first one's affinity. */
export function serviceOf({ name }: LabCase, app: string): KubernetesObject & JsonObject {
  const ports = [{ port: 80, targetPort: 8080 }];
  return { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { selector: { app }, ports } };
}

function notReturned(): Partial<Verdict> {
  return { kind: 'cookie-not-returned', cookie: 'key' };
}

function ingress(
  name: string,
  annotations: Readonly<Record<string, string>>,
  verdict: Partial<Verdict>,
  options: ProbeOptions = {},
): LabCase {
  const prefixed = Object.entries(annotations).map(([key, value]) => [`nginx.ingress.kubernetes.io/${key}`, value]);
  const backend = { service: { name, port: { number: 80 } } };
  const rules = [{ host: `${name}.test`, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }];
  const object = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name, annotations: Object.fromEntries(prefixed) },
    spec: { ingressClassName: 'nginx', rules },
  };
  return { name, routes: [object], verdict, options };
}

function gateway(name: string, sessionPersistence: JsonObject | undefined, verdict: Partial<Verdict>): LabCase {
  const rule = { backendRefs: [{ name, port: 80 }], ...(sessionPersistence && { sessionPersistence }) };
  const object = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name },
    spec: { parentRefs: [{ name: 'web' }], hostnames: [`${name}.test`], rules: [rule] },
  };
  return { name, routes: [object], verdict };
}
