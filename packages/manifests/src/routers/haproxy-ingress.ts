import type { Affinity } from '../affinity.ts';
import type { KubernetesObject } from '../objects.ts';
import { byAffinity, NOT_STICKY, type Sticking } from '../read/by-affinity.ts';
import { byPathType, readIngress } from '../read/ingress.ts';
import { objectIndex } from '../read/object-index.ts';
import { ingressOf } from '../render/ingress.ts';
import { lossesOf } from '../render/losses.ts';
import type { Reading, Rendered, Router } from '../router.ts';
import type { PathMatch, Routing } from '../routing.ts';
import { balanceOf, cookieAttributes, haproxyLosses } from './haproxy-cookie.ts';
import {
  HAPROXY_INGRESS_ANNOTATIONS as ANNOTATION,
  PREFIX,
  readAnnotations,
  USUAL_KEYWORDS,
} from './haproxy-ingress-annotations.ts';

/** An Ingress of jcmoraisjr/haproxy-ingress. */
export const haproxyIngress: Router = {
  id: 'haproxy-ingress',
  title: 'HAProxy Ingress (jcmoraisjr)',
  strengths: ['pinned'],
  status: 'stable',
  minimumVersion: 'HAProxy Ingress 0.14',
  notes: [
    'session-cookie-same-site is true or false: true is SameSite=None with Secure, false is no word about it.',
    'Age, path, Secure and SameSite go through session-cookie-keywords, as HAProxy writes them.',
    'session-cookie-keywords replaces the usual "indirect nocache httponly": say them too.',
    'session-cookie-domain came with 0.13.6, session-cookie-keywords with 0.11.',
    'Ingresses that lead to one Service share its settings: where they disagree, one of them is dropped with a warning.',
    'balance-algorithm: source and hdr() move nearly all clients when pods come or go.',
    "It is not HAProxy Technologies' controller, whose annotations begin with haproxy.org.",
  ],
  documentation: 'https://haproxy-ingress.github.io/docs/configuration/keys/#affinity',
  className: 'haproxy',
  marks: { controllers: ['haproxy-ingress.github.io/controller'], annotations: [PREFIX], classNames: ['haproxy'] },
  render,
  read,
};

function render(routing: Routing, affinity: Affinity): Rendered {
  const balance = balanceOf(affinity);
  const annotations = {
    ...(affinity.kind === 'cookie' && cookieAnnotations(affinity)),
    ...(balance !== undefined && { [ANNOTATION.balance]: balance }),
    ...(routing.rules.some(({ match }) => match === 'regex') && { [ANNOTATION.pathType]: 'regex' }),
  };
  const unsaid = { secure: { reason: 'Nothing says that Secure is left out: it is, unless it is asked for.' } };
  const secure = affinity.kind === 'cookie' && affinity.secure === false ? lossesOf(affinity, unsaid) : [];
  return { objects: [ingressOf(routing, { annotations })], losses: [...haproxyLosses(affinity), ...secure] };
}

function cookieAnnotations(cookie: Affinity & { kind: 'cookie' }): Record<string, string> {
  const { sameSite, ...rest } = cookie;
  // It has one word for this pair, which is what other sites' frames need.
  const across = sameSite === 'None' && cookie.secure === true;
  const keywords = [
    ...(cookie.secure === true && !across ? ['secure'] : []),
    ...cookieAttributes(across ? rest : cookie).map((attribute) => `attr ${attribute}`),
  ];
  return {
    [ANNOTATION.affinity]: 'cookie',
    [ANNOTATION.name]: cookie.name,
    ...(cookie.domain !== undefined && { [ANNOTATION.domain]: cookie.domain }),
    ...(across && { [ANNOTATION.sameSiteNone]: 'true' }),
    ...(keywords.length > 0 && { [ANNOTATION.keywords]: [USUAL_KEYWORDS, ...keywords].join(' ') }),
  };
}

function read(objects: readonly KubernetesObject[]): readonly Reading[] {
  const find = objectIndex(objects);
  return objects.flatMap((object): readonly Reading[] => {
    const pathType = object.metadata.annotations?.[ANNOTATION.pathType]?.toLowerCase();
    const found = readIngress(object, byPathType(matchOf(pathType)));
    if (found === undefined) return [];
    const understood =
      pathType !== undefined && ['regex', 'prefix', 'exact'].includes(pathType) ? [ANNOTATION.pathType] : [];
    const own = readAnnotations(object, understood);
    const services = new Map<string, Sticking>();
    return byAffinity(
      found.routing,
      { from: [object], unread: [...found.unread, ...(own.unread ?? [])] },
      ({ service }) => {
        const known = services.get(service);
        if (known !== undefined) return known;
        const target = find('/Service', service, object.metadata.namespace);
        const there = target === undefined ? NOT_STICKY : readAnnotations(target, []);
        const sticky = there.affinity.kind === 'none' ? { affinity: own.affinity, assumed: own.assumed ?? [] } : there;
        const sticking = { ...sticky, unread: there.unread ?? [], ...(target !== undefined && { from: [target] }) };
        services.set(service, sticking);
        return sticking;
      },
    );
  });
}

function matchOf(pathType: string | undefined): PathMatch {
  return pathType === 'regex' || pathType === 'exact' ? pathType : 'prefix';
}
