import type { Affinity } from '../affinity.ts';
import type { KubernetesObject } from '../objects.ts';
import { byAffinity, type Sticking } from '../read/by-affinity.ts';
import { readCookie } from '../read/cookie.ts';
import { readIngress } from '../read/ingress.ts';
import { objectIndex, oncePerObject } from '../read/object-index.ts';
import { unreadAnnotations } from '../read/unread.ts';
import { ingressOf } from '../render/ingress.ts';
import type { Reading, Rendered, Router } from '../router.ts';
import { type Routing, requirePlainPaths } from '../routing.ts';
import { affinityOfBalance, balanceOf, haproxyLosses } from './haproxy-cookie.ts';

export const CR_BACKEND = 'haproxy.org/cr-backend';
const COOKIE = 'haproxy.org/cookie-persistence';
const COOKIE_BY_NAME = 'haproxy.org/cookie-persistence-no-dynamic';
const BALANCE = 'haproxy.org/load-balance';

/** An Ingress of HAProxy Technologies' controller, told on the Service how clients stick. */
export const haproxy: Router = {
  id: 'haproxy',
  title: 'HAProxy Kubernetes Ingress Controller, by annotation',
  strengths: ['pinned'],
  status: 'stable',
  minimumVersion: 'HAProxy Kubernetes Ingress Controller 1.4',
  notes: [
    'cookie-persistence counts on the Service, or in the ConfigMap for all; on an Ingress, for the Services that say nothing, in the documents of 3.2, and no more in younger code.',
    'The cookie has a name and nothing else: for its age, Secure, HttpOnly or SameSite use a Backend (haproxy-backend).',
    'cr-backend replaces all annotations of the Service about its backend.',
    'load-balance: source and hdr() move nearly all clients when pods come or go, unless the hash-type is consistent.',
    'It is not haproxy-ingress, another project with annotations of haproxy-ingress.github.io.',
  ],
  documentation: 'https://www.haproxy.com/documentation/kubernetes-ingress/ingress-configuration-reference/backend/',
  className: 'haproxy',
  marks: {
    controllers: ['haproxy.org/ingress-controller'],
    annotations: ['haproxy.org/'],
    classNames: ['haproxy'],
  },
  render,
  read,
};

const ONLY_NAME =
  'The annotation cookie-persistence says the name of the cookie alone: use the router haproxy-backend.';

function render(routing: Routing, affinity: Affinity): Rendered {
  requirePlainPaths(routing, 'HAProxy');
  const balance = balanceOf(affinity);
  const annotations = {
    ...(affinity.kind === 'cookie' && { [COOKIE]: affinity.name }),
    ...(balance !== undefined && { [BALANCE]: balance }),
  };
  const only = { reason: ONLY_NAME };
  return {
    objects: [ingressOf(routing)],
    ...(affinity.kind !== 'none' && { serviceSettings: { annotations } }),
    losses: haproxyLosses(affinity, {
      maxAgeSeconds: only,
      path: { reason: `HAProxy sets the cookie for "/". ${ONLY_NAME}` },
      domain: only,
      secure: only,
      sameSite: only,
    }),
  };
}

const CONTRADICTED = 'Stands beside cookie-persistence-no-dynamic or cr-backend, and so does nothing.';
const BY_SLOT = 'The cookie has the name of a slot of HAProxy instead of a hash of the address of the pod.';
const INGRESS_REASONS: ReadonlyMap<string, string> = new Map([
  [COOKIE, CONTRADICTED],
  [COOKIE_BY_NAME, BY_SLOT],
  [CR_BACKEND, 'A Backend says how clients stick, and replaces all annotations: it is read for haproxy-backend.'],
]);
const SERVICE_REASONS: ReadonlyMap<string, string> = new Map([
  [COOKIE, CONTRADICTED],
  [COOKIE_BY_NAME, BY_SLOT],
  [CR_BACKEND, 'A Backend says how clients stick, and replaces all annotations: it is read for haproxy-backend.'],
  [BALANCE, 'Picks the pods of requests without a session.'],
]);

function read(objects: readonly KubernetesObject[]): readonly Reading[] {
  const find = objectIndex(objects);
  const stickingOf = oncePerObject(readService);
  return objects.flatMap((object): readonly Reading[] => {
    const found = readIngress(object);
    if (found === undefined) return [];
    // On an Ingress it is what its Services have that say nothing themselves.
    const byIngress = readAnnotations(object, INGRESS_REASONS);
    const rest: Sticking = { affinity: byIngress.affinity };
    return byAffinity(
      found.routing,
      { from: [object], unread: [...found.unread, ...byIngress.unread] },
      ({ service }) => {
        const target = find('/Service', service, object.metadata.namespace);
        if (target === undefined) return rest;
        const sticking = stickingOf(target);
        // A cookie goes before a balance algorithm, wherever the two stand.
        const isOwn = sticking.affinity.kind === 'cookie' || CR_BACKEND in (target.metadata.annotations ?? {});
        const own = sticking.affinity.kind !== 'none' && byIngress.affinity.kind !== 'cookie';
        return isOwn || own ? sticking : { ...sticking, ...rest };
      },
    );
  });
}

function readService(service: KubernetesObject): Sticking {
  return { ...readAnnotations(service, SERVICE_REASONS), from: [service] };
}

function readAnnotations(object: KubernetesObject, reasons: ReadonlyMap<string, string>) {
  const annotations = object.metadata.annotations ?? {};
  const dynamic = (annotations[COOKIE] ?? '').trim().split(/\s+/)[0] ?? '';
  const byName = (annotations[COOKIE_BY_NAME] ?? '').trim().split(/\s+/)[0] ?? '';
  const unreadBut = (used: readonly string[]) => unreadAnnotations(object, ['haproxy.org/'], used, reasons);
  const none: Affinity = { kind: 'none' };
  if (CR_BACKEND in annotations || (dynamic !== '' && byName !== '')) return { affinity: none, unread: unreadBut([]) };
  const byBalance = affinityOfBalance(annotations[BALANCE] ?? '');
  if (dynamic === '' && byName === '') {
    return { affinity: byBalance ?? none, unread: unreadBut(byBalance === undefined ? [] : [BALANCE]) };
  }
  const path = ['metadata', 'annotations', dynamic === '' ? COOKIE_BY_NAME : COOKIE];
  const { cookie, unread } = readCookie(object, 'pinned', { name: { value: dynamic || byName, path } }, 'haproxy');
  return { affinity: cookie, unread: [...unreadBut([COOKIE]), ...unread] };
}
