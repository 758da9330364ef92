import type { Affinity } from '../affinity.ts';
import { readCookie } from '../read/cookie.ts';
import type { Loss, Unread } from '../router.ts';
import { clientOfNginxVariable } from '../rules/nginx-variable.ts';
import { INGRESS_NGINX_ANNOTATIONS as ANNOTATION } from './ingress-nginx-annotations.ts';
import type { UpstreamSettings } from './ingress-nginx-upstreams.ts';

const COOKIE_NAME = 'INGRESSCOOKIE';

/** The affinity that an upstream's settings come to, and what of the annotations no cookie can have. */
export function affinityOf({ cookie, mode, hash }: UpstreamSettings): {
  readonly affinity: Affinity;
  readonly assumed: readonly Loss[];
  readonly bad: readonly Unread[];
} {
  if (cookie === undefined) return { affinity: hashAffinity(hash?.settings.hashBy), assumed: [], bad: [] };
  const { object, settings } = cookie;
  const said = (annotation: string, value: unknown) => ({ value, path: ['metadata', 'annotations', annotation] });
  const { maxAge, expires, name, path, domain, secure, sameSite, changeOnFailure } = settings.cookie;
  const age = maxAge === undefined ? said(ANNOTATION.cookieExpires, expires) : said(ANNOTATION.cookieMaxAge, maxAge);
  const reading = readCookie(
    object,
    mode === 'persistent' ? 'pinned' : 'hashed',
    {
      name: said(ANNOTATION.cookieName, name),
      maxAgeSeconds: age,
      path: said(ANNOTATION.cookiePath, path),
      domain: said(ANNOTATION.cookieDomain, domain),
      secure: said(ANNOTATION.cookieSecure, secure),
      sameSite: said(ANNOTATION.cookieSameSite, sameSite),
      changeOnFailure: said(ANNOTATION.cookieChangeOnFailure, changeOnFailure),
    },
    COOKIE_NAME,
  );
  const named = Object.hasOwn(object.metadata.annotations ?? {}, ANNOTATION.cookieName);
  return { affinity: reading.cookie, assumed: assumptions(named, mode !== undefined), bad: reading.unread };
}

function assumptions(named: boolean, moded: boolean): Loss[] {
  const name: Loss = { field: 'name', reason: 'ingress-nginx calls the cookie so unless told.', instead: COOKIE_NAME };
  const strength: Loss = { field: 'strength', reason: 'Without a mode it is balanced.', instead: 'hashed' };
  return [...(named ? [] : [name]), ...(moded ? [] : [strength])];
}

/** A hash by anything else than an address or a header (a URI, a query) keeps no client on a pod. */
function hashAffinity(hashBy = ''): Affinity {
  return clientOfNginxVariable(hashBy) ?? { kind: 'none' };
}
