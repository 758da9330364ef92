import type { KubernetesObject } from '../objects.ts';
import type { Sticking } from '../read/by-affinity.ts';
import { readCookie } from '../read/cookie.ts';
import { unreadAnnotations } from '../read/unread.ts';
import type { Loss, Unread } from '../router.ts';
import { affinityOfBalance, readCookieAttributes } from './haproxy-cookie.ts';

export const PREFIX = 'haproxy-ingress.github.io/';
export const HAPROXY_INGRESS_ANNOTATIONS = {
  affinity: `${PREFIX}affinity`,
  name: `${PREFIX}session-cookie-name`,
  domain: `${PREFIX}session-cookie-domain`,
  keywords: `${PREFIX}session-cookie-keywords`,
  sameSiteNone: `${PREFIX}session-cookie-same-site`,
  balance: `${PREFIX}balance-algorithm`,
  pathType: `${PREFIX}path-type`,
} as const;
/** What its own keywords are where nothing is said. */
export const USUAL_KEYWORDS = 'indirect nocache httponly';
const DEFAULT_NAME = 'INGRESSCOOKIE';

const ANNOTATION = HAPROXY_INGRESS_ANNOTATIONS;

const REASONS: ReadonlyMap<string, string> = new Map([
  [ANNOTATION.balance, 'Picks the pods of requests without a session.'],
  [ANNOTATION.affinity, 'It is not known with this value: use "cookie".'],
  [ANNOTATION.sameSiteNone, 'It is true or false: true is SameSite=None with Secure, anything else is false.'],
  [ANNOTATION.pathType, 'It counts for paths of the type ImplementationSpecific.'],
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

/**
 * What stands on an Ingress, or on a Service, whose word counts more.
 *
 * @param understood Annotations that went into the routing.
 */
export function readAnnotations(object: KubernetesObject, understood: readonly string[]): Sticking {
  const annotations = object.metadata.annotations ?? {};
  const said = (name: string) => ({ value: annotations[name], path: ['metadata', 'annotations', name] });
  const usual = [...USUAL].filter(([name, value]) => annotations[name] === value).map(([name]) => name);
  const balance = affinityOfBalance(annotations[ANNOTATION.balance] ?? '');
  if (annotations[ANNOTATION.affinity] !== 'cookie') {
    const used = [...understood, ...usual, ...(balance === undefined ? [] : [ANNOTATION.balance])];
    const idle = [ANNOTATION.name, ANNOTATION.domain, ANNOTATION.keywords, ANNOTATION.sameSiteNone].map(
      (name) => [name, `Does nothing without ${ANNOTATION.affinity}: "cookie".`] as const,
    );
    const unread = unreadAnnotations(object, [PREFIX], used, new Map([...REASONS, ...idle]));
    return { affinity: balance ?? { kind: 'none' }, unread };
  }
  const keywords = readKeywords(object, annotations[ANNOTATION.keywords] ?? '');
  const across = annotations[ANNOTATION.sameSiteNone] === 'true';
  const plain = annotations[ANNOTATION.sameSiteNone] === 'false';
  const used = [
    ...understood,
    ...usual,
    ANNOTATION.affinity,
    ANNOTATION.name,
    ANNOTATION.domain,
    ANNOTATION.keywords,
    ...(across || plain ? [ANNOTATION.sameSiteNone] : []),
  ];
  const attribute = (name: string) => ({ ...said(ANNOTATION.keywords), value: keywords.attributes.get(name) });
  const reading = readCookie(
    object,
    'pinned',
    {
      name: { ...said(ANNOTATION.name), value: annotations[ANNOTATION.name] || undefined },
      domain: { ...said(ANNOTATION.domain), value: annotations[ANNOTATION.domain] || undefined },
      maxAgeSeconds: attribute('max-age'),
      path: attribute('path'),
      sameSite: across ? { ...said(ANNOTATION.sameSiteNone), value: 'None' } : attribute('samesite'),
      secure: { ...said(ANNOTATION.keywords), value: across || keywords.secure || undefined },
    },
    DEFAULT_NAME,
  );
  return {
    affinity: reading.cookie,
    assumed: annotations[ANNOTATION.name] ? [] : [NO_NAME],
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
  const path = ['metadata', 'annotations', ANNOTATION.keywords];
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
