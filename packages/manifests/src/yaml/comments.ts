import { INGRESS_NGINX_ANNOTATIONS as ANNOTATION } from '../routers/ingress-nginx-annotations.ts';
import { quote } from '../rules/quote.ts';
import { GATEWAY_COMMENTS } from './gateway-comments.ts';
import { INGRESS_COMMENTS } from './ingress-comments.ts';
import { PROXY_COMMENTS } from './proxy-comments.ts';

/** What each line that carries affinity does, given its value; undefined where the value says nothing. */
const COMMENTS: Readonly<Record<string, (value: string) => string | undefined>> = {
  ...GATEWAY_COMMENTS,
  ...INGRESS_COMMENTS,
  [ANNOTATION.affinity]: () => 'The ingress sets a cookie and keeps who sends it back on one pod.',
  [ANNOTATION.affinityMode]: (mode) =>
    `What happens when the set of pods changes; it has nothing to do with time.\n${
      mode === 'persistent'
        ? 'persistent: the cookie names its pod, so adding pods moves nobody.'
        : 'balanced: the cookie is hashed over the pods, so adding or removing one moves some sessions.'
    }`,
  [ANNOTATION.cookieName]: () => 'The name of the cookie. Give each route of a host its own.',
  [ANNOTATION.cookieMaxAge]: (seconds) =>
    /^\d+$/.test(seconds)
      ? `A browser drops the cookie ${seconds} s after the first answer, also in the middle of a visit: it is not sliding.\n` +
        'In quotes, because annotations are strings: the API server rejects the whole Ingress over a bare number.'
      : undefined,
  [ANNOTATION.cookiePath]: (path) => `A browser sends the cookie back for ${quote(path)} and what is below it.`,
  [ANNOTATION.cookieDomain]: (domain) => `A browser sends the cookie to ${quote(domain)} and every host below it.`,
  [ANNOTATION.cookieSecure]: (value) =>
    value === 'true'
      ? 'A browser sends the cookie over TLS alone. Needed where TLS ends before the ingress.'
      : 'Counts as absent: a cookie set over TLS has Secure, another has not.',
  [ANNOTATION.cookieSameSite]: () => 'Whether a browser sends the cookie when another site leads here. Case-sensitive.',
  [ANNOTATION.cookieChangeOnFailure]: (value) =>
    value === 'true'
      ? 'When a pod fails a request, the session moves to another one.'
      : 'When a pod fails a request, every retry meets the same one.',
  [ANNOTATION.hashBy]: () =>
    'Requests with the same value meet the same pod until the set of pods changes. All without one share a pod.',
  // In a policy a map stands there.
  sessionAffinity: (value) =>
    value === 'ClientIP'
      ? 'Who comes from one address stays on one pod. Everyone behind one proxy has one address.'
      : value === 'None'
        ? 'Each connection may meet another pod.'
        : undefined,
  sessionAffinityConfig: () => 'So many seconds without a connection, and an address may meet another pod.',
  externalTrafficPolicy: (value) =>
    value === 'Local'
      ? "Keeps the client's address: a node that forwards to another one would put its own in its place."
      : undefined,
};

/** What a line that carries affinity does, for the comment above it; undefined for any other line. */
export function commentFor(key: string, value: string): string | undefined {
  // Routers have keys in common, such as strategy: each knows its own values.
  for (const comments of [COMMENTS, PROXY_COMMENTS]) {
    const comment = Object.hasOwn(comments, key) ? comments[key]?.(value) : undefined;
    if (comment !== undefined) return comment;
  }
  return undefined;
}
