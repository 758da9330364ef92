import type { Affinity } from '../affinity.ts';
import type { KubernetesObject } from '../objects.ts';
import { byAffinity, NOT_STICKY, type Sticking } from '../read/by-affinity.ts';
import { readIngress } from '../read/ingress.ts';
import { objectIndex, oncePerObject } from '../read/object-index.ts';
import { unreadAnnotations } from '../read/unread.ts';
import { ingressOf } from '../render/ingress.ts';
import type { Reading, Rendered, Router } from '../router.ts';
import { type Routing, requirePlainPaths } from '../routing.ts';
import { quote } from '../rules/quote.ts';
import { CR_BACKEND } from './haproxy.ts';
import { BACKEND, OLD_BACKEND, readBackend } from './haproxy-backend-object.ts';
import { balanceOf, cookieAttributes, haproxyLosses } from './haproxy-cookie.ts';

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
  marks: { controllers: ['haproxy.org/ingress-controller'], kinds: [BACKEND, OLD_BACKEND], classNames: ['haproxy'] },
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

function read(objects: readonly KubernetesObject[]): readonly Reading[] {
  const find = objectIndex(objects);
  const stickingOf = oncePerObject(readBackend);
  return objects.flatMap((object): readonly Reading[] => {
    const found = readIngress(object);
    if (found === undefined) return [];
    const { namespace, annotations = {} } = object.metadata;
    const reasons = new Map([[CR_BACKEND, 'There is no such Backend among the documents.']]);
    const backendAt = (reference: string | undefined) => {
      if (reference === undefined) return undefined;
      const [name = '', where = namespace] = reference.split('/').toReversed();
      return find(BACKEND, name, where) ?? find(OLD_BACKEND, name, where);
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
