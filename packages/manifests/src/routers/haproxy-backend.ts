import * as z from 'zod';
import type { Affinity } from '../affinity.ts';
import type { KubernetesObject } from '../objects.ts';
import { byAffinity, NOT_STICKY, type Sticking } from '../read/by-affinity.ts';
import { readCookie } from '../read/cookie.ts';
import { readIngress } from '../read/ingress.ts';
import { kindOf, objectIndex } from '../read/object-index.ts';
import { type Parts, partsOf } from '../read/parts.ts';
import { unreadAnnotations } from '../read/unread.ts';
import { ingressOf } from '../render/ingress.ts';
import type { Path, Reading, Rendered, Router } from '../router.ts';
import { type Routing, requirePlainPaths } from '../routing.ts';
import { quote } from '../rules/quote.ts';
import { CR_BACKEND } from './haproxy.ts';
import {
  affinityOfBalance,
  balanceOf,
  cookieAttributes,
  haproxyLosses,
  readCookieAttributes,
} from './haproxy-cookie.ts';

const KIND = 'ingress.v3.haproxy.org/Backend';
const OLD_KIND = 'ingress.v1.haproxy.org/Backend';

/** An Ingress of HAProxy Technologies' controller, whose Services take a Backend, with all that HAProxy can say of a cookie. */
export const haproxyBackend: Router = {
  id: 'haproxy-backend',
  title: 'HAProxy Kubernetes Ingress Controller, Backend',
  strengths: ['pinned'],
  status: 'stable',
  minimumVersion: 'HAProxy Kubernetes Ingress Controller 3.1',
  notes: [
    'A Backend replaces all annotations of the Service about its backend: say there what they said.',
    'The age, the path and SameSite of the cookie go through attr, as they are to stand in the answer.',
    "HAProxy begins every cookie with path=/; of two paths browsers take the last, which is the Backend's.",
    'maxlife and maxidle are limits that HAProxy itself keeps, beside those of the browser.',
    'balance: source and hdr move nearly all clients when pods come or go, unless hash_type is consistent.',
    'Before 3.1 the kind was of ingress.v1.haproxy.org, with the same fields below spec.config.',
  ],
  documentation: 'https://www.haproxy.com/documentation/kubernetes-ingress/custom-resources/backend/',
  className: 'haproxy',
  marks: { controllers: ['haproxy.org/ingress-controller'], kinds: [KIND, OLD_KIND], classNames: ['haproxy'] },
  render,
  read,
};

function render(routing: Routing, affinity: Affinity): Rendered {
  requirePlainPaths(routing, 'HAProxy');
  const ingress = ingressOf(routing);
  const losses = haproxyLosses(affinity);
  if (affinity.kind === 'none') return { objects: [ingress], losses };
  const { name, namespace } = routing;
  const header = affinity.kind === 'header' && balanceOf(affinity) !== undefined ? affinity.name : undefined;
  const spec = {
    ...(affinity.kind === 'cookie' && { cookie: backendCookie(affinity) }),
    ...(affinity.kind === 'client-address' && { balance: { algorithm: 'source' } }),
    ...(header !== undefined && { balance: { algorithm: 'hdr', hdr_name: header } }),
  };
  const backend = {
    apiVersion: 'ingress.v3.haproxy.org/v3',
    kind: 'Backend',
    metadata: { name, ...(namespace !== undefined && { namespace }) },
    spec,
  };
  const annotations = { [CR_BACKEND]: namespace === undefined ? name : `${namespace}/${name}` };
  return { objects: [ingress, backend], serviceSettings: { annotations }, losses };
}

function backendCookie(cookie: Affinity & { kind: 'cookie' }) {
  const { name, secure, domain } = cookie;
  const attributes = cookieAttributes(cookie).map((value) => ({ value }));
  return {
    name,
    type: 'insert',
    dynamic: true,
    indirect: true,
    nocache: true,
    httponly: true,
    ...(secure !== undefined && { secure }),
    ...(domain !== undefined && { domain: [{ value: domain }] }),
    ...(attributes.length > 0 && { attr: attributes }),
  };
}

const fields = z.record(z.string(), z.unknown());
const values = z.array(z.looseObject({ value: z.string() })).nullish();
const cookiePart = z.looseObject({ name: z.string().min(1), domain: values, attr: values }).nullish();
const balancePart = z.looseObject({ algorithm: z.string(), hdr_name: z.string().nullish() }).nullish();
const COOKIE = ['name', 'type', 'dynamic', 'indirect', 'nocache', 'httponly', 'secure', 'domain', 'attr'];
const COOKIE_REASONS: ReadonlyMap<string, string> = new Map([
  ['maxlife', 'HAProxy lets a session go so many seconds after its first request, whatever the browser keeps.'],
  ['maxidle', 'HAProxy lets a session go after so many seconds without a request.'],
  ['preserve', 'A cookie that the app sets itself stays: the app chooses the pod.'],
  ['postonly', 'The cookie is set on answers to POST alone.'],
  ['type', 'HAProxy writes into a cookie that the app sets, and sets none of its own.'],
  ['dynamic', 'The cookie has the name of a slot of HAProxy instead of a hash of the address of the pod.'],
  ['httponly', 'Scripts of the page can read the cookie.'],
]);

function read(objects: readonly KubernetesObject[]): readonly Reading[] {
  const find = objectIndex(objects);
  const remembered = new Map<KubernetesObject, Sticking>();
  const stickingOf = (backend: KubernetesObject) => {
    const sticking = remembered.get(backend) ?? readBackend(backend);
    remembered.set(backend, sticking);
    return sticking;
  };
  return objects.flatMap((object): readonly Reading[] => {
    const found = readIngress(object);
    if (found === undefined) return [];
    const { namespace, annotations = {} } = object.metadata;
    const reasons = new Map([[CR_BACKEND, 'There is no such Backend among the documents.']]);
    const backendAt = (reference: string | undefined) => {
      if (reference === undefined) return undefined;
      const [name = '', where = namespace] = reference.split('/').toReversed();
      return find(KIND, name, where) ?? find(OLD_KIND, name, where);
    };
    const byIngress = backendAt(annotations[CR_BACKEND]);
    const others = unreadAnnotations(object, ['haproxy.org/'], byIngress === undefined ? [] : [CR_BACKEND], reasons);
    const services = new Map<string, Sticking>();
    return byAffinity(found.routing, { from: [object], unread: [...found.unread, ...others] }, ({ service }) => {
      const known = services.get(service);
      if (known !== undefined) return known;
      const target = find('/Service', service, namespace);
      const own = backendAt(target?.metadata.annotations?.[CR_BACKEND]);
      const backend = own ?? byIngress;
      const rest = backend === undefined ? NOT_STICKY : stickingOf(backend);
      const replaced = backend === undefined ? reasons : new Map([...replacedBy(target, backend), ...reasons]);
      const beside = target ? unreadAnnotations(target, ['haproxy.org/'], own ? [CR_BACKEND] : [], replaced) : [];
      const sticking =
        target === undefined
          ? rest
          : { ...rest, from: [target, ...(rest.from ?? [])], unread: [...beside, ...(rest.unread ?? [])] };
      services.set(service, sticking);
      return sticking;
    });
  });
}

function replacedBy(service: KubernetesObject | undefined, backend: KubernetesObject) {
  const reason = `The Backend ${quote(backend.metadata.name)} replaces it: it does nothing.`;
  return Object.keys(service?.metadata.annotations ?? {}).map((name) => [name, reason] as const);
}

function readBackend(backend: KubernetesObject): Sticking {
  const parts = partsOf(backend);
  const top = parts.part(fields, 'spec' in backend ? backend.spec : undefined, ['spec']) ?? {};
  const old = kindOf(backend) === OLD_KIND;
  const at: Path = old ? ['spec', 'config'] : ['spec'];
  const spec = old ? (parts.part(fields.nullish(), top.config, at) ?? {}) : top;
  parts.others(spec, at, ['name', 'mode', 'cookie', 'balance']);
  const cookie = parts.part(cookiePart, spec.cookie, [...at, 'cookie']);
  const balance = parts.part(balancePart, spec.balance, [...at, 'balance']);
  const algorithm = balance?.hdr_name ? `${balance.algorithm}(${balance.hdr_name})` : (balance?.algorithm ?? '');
  if (cookie != null) return { from: [backend], ...readBackendCookie(backend, parts, cookie, [...at, 'cookie']) };
  const affinity = affinityOfBalance(algorithm);
  parts.others(balance, [...at, 'balance'], affinity === undefined ? [] : ['algorithm', 'hdr_name']);
  return { affinity: affinity ?? { kind: 'none' }, from: [backend], unread: parts.unread };
}

function readBackendCookie(
  backend: KubernetesObject,
  parts: Parts,
  cookie: NonNullable<z.infer<typeof cookiePart>>,
  at: Path,
): Pick<Sticking, 'affinity' | 'unread'> {
  const usual = new Map<string, unknown>([
    ['type', 'insert'],
    ['dynamic', true],
    ['httponly', true],
  ]);
  const odd = [...usual].filter(([field, value]) => cookie[field] != null && cookie[field] !== value);
  const understood = COOKIE.filter((field) => !odd.some(([name]) => name === field));
  parts.others(cookie, at, understood, COOKIE_REASONS);
  const { values: attributes, unknown } = readCookieAttributes((cookie.attr ?? []).map(({ value }) => value));
  for (const name of unknown) parts.name([...at, 'attr'], `The attribute ${quote(name)} is no part of an affinity.`);
  const attribute = (name: string) => ({ value: attributes.get(name), path: [...at, 'attr'] });
  const domains = cookie.domain ?? [];
  if (domains.length > 1) parts.name([...at, 'domain'], 'Browsers take one domain: the last.');
  const reading = readCookie(
    backend,
    'pinned',
    {
      name: { value: cookie.name, path: [...at, 'name'] },
      maxAgeSeconds: attribute('max-age'),
      path: attribute('path'),
      sameSite: attribute('samesite'),
      secure: { value: cookie.secure, path: [...at, 'secure'] },
      domain: { value: domains.at(-1)?.value, path: [...at, 'domain'] },
    },
    'haproxy',
  );
  return { affinity: reading.cookie, unread: [...parts.unread, ...reading.unread] };
}
