import type { Affinity } from '../affinity.ts';
import type { KubernetesObject } from '../objects.ts';
import { byAffinity, NOT_STICKY, type Sticking } from '../read/by-affinity.ts';
import { readCookie } from '../read/cookie.ts';
import { byPathType, readIngress } from '../read/ingress.ts';
import { objectIndex } from '../read/object-index.ts';
import { unreadAnnotations } from '../read/unread.ts';
import { ingressOf } from '../render/ingress.ts';
import { lossesOf } from '../render/losses.ts';
import type { Loss, Reading, Rendered, Router, Unread } from '../router.ts';
import type { PathMatch, Routing } from '../routing.ts';
import {
  affinityOfBalance,
  balanceOf,
  cookieAttributes,
  haproxyLosses,
  readCookieAttributes,
} from './haproxy-cookie.ts';

const PREFIX = 'haproxy-ingress.github.io/';
const AFFINITY = `${PREFIX}affinity`;
const NAME = `${PREFIX}session-cookie-name`;
const DOMAIN = `${PREFIX}session-cookie-domain`;
const KEYWORDS = `${PREFIX}session-cookie-keywords`;
const SAME_SITE_NONE = `${PREFIX}session-cookie-same-site`;
const BALANCE = `${PREFIX}balance-algorithm`;
const PATH_TYPE = `${PREFIX}path-type`;
/** What its own keywords are where nothing is said. */
const USUAL_KEYWORDS = 'indirect nocache httponly';
const DEFAULT_NAME = 'INGRESSCOOKIE';

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
    ...(balance !== undefined && { [BALANCE]: balance }),
    ...(routing.rules.some(({ match }) => match === 'regex') && { [PATH_TYPE]: 'regex' }),
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
    [AFFINITY]: 'cookie',
    [NAME]: cookie.name,
    ...(cookie.domain !== undefined && { [DOMAIN]: cookie.domain }),
    ...(across && { [SAME_SITE_NONE]: 'true' }),
    ...(keywords.length > 0 && { [KEYWORDS]: [USUAL_KEYWORDS, ...keywords].join(' ') }),
  };
}

const REASONS: ReadonlyMap<string, string> = new Map([
  [BALANCE, 'Picks the pods of requests without a session.'],
  [AFFINITY, 'It is not known with this value: use "cookie".'],
  [SAME_SITE_NONE, 'It is true or false: true is SameSite=None with Secure, anything else is false.'],
  [PATH_TYPE, 'It counts for paths of the type ImplementationSpecific.'],
  [
    `${PREFIX}session-cookie-strategy`,
    'HAProxy writes into a cookie that the app sets, or sets one of its own (insert).',
  ],
  [
    `${PREFIX}session-cookie-dynamic`,
    'The cookie has the name of a server instead of a hash of the address of the pod.',
  ],
  [`${PREFIX}session-cookie-preserve`, 'A cookie that the app sets itself stays: the app chooses the pod.'],
  [
    `${PREFIX}session-cookie-value-strategy`,
    'Says whether the cookie names a server of HAProxy or the UID of the pod.',
  ],
  [`${PREFIX}session-cookie-shared`, 'Deprecated: sets the cookie for several domains, of which browsers take one.'],
  [
    `${PREFIX}service-upstream`,
    "The Service's address is the only server: Kubernetes picks the pod, whatever the cookie.",
  ],
  [`${PREFIX}blue-green-deploy`, 'Weights pods by their labels, for clients without a session.'],
]);
const USUAL: ReadonlyMap<string, string> = new Map([
  [`${PREFIX}session-cookie-strategy`, 'insert'],
  [`${PREFIX}session-cookie-dynamic`, 'true'],
  [`${PREFIX}session-cookie-preserve`, 'false'],
  [`${PREFIX}session-cookie-shared`, 'false'],
  [`${PREFIX}service-upstream`, 'false'],
]);
const NO_NAME: Loss = {
  field: 'name',
  reason: 'HAProxy Ingress calls the cookie so unless told.',
  instead: DEFAULT_NAME,
};

function read(objects: readonly KubernetesObject[]): readonly Reading[] {
  const find = objectIndex(objects);
  return objects.flatMap((object): readonly Reading[] => {
    const pathType = object.metadata.annotations?.[PATH_TYPE]?.toLowerCase();
    const found = readIngress(object, byPathType(matchOf(pathType)));
    if (found === undefined) return [];
    const understood = pathType !== undefined && ['regex', 'prefix', 'exact'].includes(pathType) ? [PATH_TYPE] : [];
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

/** What stands on an Ingress, or on a Service, whose word counts more. */
function readAnnotations(object: KubernetesObject, understood: readonly string[]): Sticking {
  const annotations = object.metadata.annotations ?? {};
  const said = (name: string) => ({ value: annotations[name], path: ['metadata', 'annotations', name] });
  const usual = [...USUAL].filter(([name, value]) => annotations[name] === value).map(([name]) => name);
  const balance = affinityOfBalance(annotations[BALANCE] ?? '');
  if (annotations[AFFINITY] !== 'cookie') {
    const used = [...understood, ...usual, ...(balance === undefined ? [] : [BALANCE])];
    const idle = [NAME, DOMAIN, KEYWORDS, SAME_SITE_NONE].map(
      (name) => [name, `Does nothing without ${AFFINITY}: "cookie".`] as const,
    );
    const unread = unreadAnnotations(object, [PREFIX], used, new Map([...REASONS, ...idle]));
    return { affinity: balance ?? { kind: 'none' }, unread };
  }
  const keywords = readKeywords(object, annotations[KEYWORDS] ?? '');
  const across = annotations[SAME_SITE_NONE] === 'true';
  const plain = annotations[SAME_SITE_NONE] === 'false';
  const used = [
    ...understood,
    ...usual,
    AFFINITY,
    NAME,
    DOMAIN,
    KEYWORDS,
    ...(across || plain ? [SAME_SITE_NONE] : []),
  ];
  const attribute = (name: string) => ({ ...said(KEYWORDS), value: keywords.attributes.get(name) });
  const reading = readCookie(
    object,
    'pinned',
    {
      name: { ...said(NAME), value: annotations[NAME] || undefined },
      domain: { ...said(DOMAIN), value: annotations[DOMAIN] || undefined },
      maxAgeSeconds: attribute('max-age'),
      path: attribute('path'),
      sameSite: across ? { ...said(SAME_SITE_NONE), value: 'None' } : attribute('samesite'),
      secure: { ...said(KEYWORDS), value: across || keywords.secure || undefined },
    },
    DEFAULT_NAME,
  );
  return {
    affinity: reading.cookie,
    assumed: annotations[NAME] ? [] : [NO_NAME],
    unread: [...unreadAnnotations(object, [PREFIX], used, REASONS), ...keywords.unread, ...reading.unread],
  };
}

const KEYWORD_REASONS: ReadonlyMap<string, string> = new Map([
  ['preserve', 'preserve: a cookie that the app sets itself stays, so that the app chooses the pod.'],
  ['maxlife', 'maxlife: HAProxy lets a session go so long after its first request, whatever the browser keeps.'],
  ['maxidle', 'maxidle: HAProxy lets a session go so long after its last request.'],
  ['postonly', 'postonly: the cookie is set on answers to POST alone.'],
  ['domain', 'domain: say it with session-cookie-domain.'],
]);

function readKeywords(object: KubernetesObject, text: string) {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const path = ['metadata', 'annotations', KEYWORDS];
  const attributes: string[] = [];
  const unread: Unread[] = [];
  let secure = false;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === 'attr') attributes.push((words[++at] ?? '').replace(/^"(.*)"$/, '$1'));
    else if (word === 'secure') secure = true;
    else if (!USUAL_KEYWORDS.split(' ').includes(word)) {
      if (['maxlife', 'maxidle', 'domain'].includes(word)) at++;
      unread.push({
        object,
        path,
        reason: KEYWORD_REASONS.get(word) ?? 'A keyword of HAProxy is no part of an affinity.',
      });
    }
  }
  const { values, unknown } = readCookieAttributes(attributes);
  unread.push(
    ...unknown.map(() => ({ object, path, reason: 'An attribute of the cookie is no part of an affinity.' })),
  );
  return { attributes: values, secure, unread };
}
