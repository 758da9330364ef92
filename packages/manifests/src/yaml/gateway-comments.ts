import { quote } from '../rules/quote.ts';

/** What each line does that carries affinity in a route of the Gateway API or in a policy of one of its implementations. */
export const GATEWAY_COMMENTS: Readonly<Record<string, (value: string) => string | undefined>> = {
  sessionPersistence: () =>
    'Experimental: CRDs of the standard channel drop it without a word, and so do implementations that ignore it.',
  sessionName: () => 'The name of the cookie or header. Rules of one host each need their own.',
  absoluteTimeout: (value) =>
    `A session ends ${quote(value)} after it began, used or not. There are no days: 2d is 48h.`,
  lifetimeType: (value) =>
    value === 'Permanent'
      ? 'Permanent: the browser keeps the cookie for absoluteTimeout, also when it is closed.'
      : 'Session: the browser drops the cookie when it is closed.',
  consistentHash: () => 'What is hashed over the pods: adding or removing one moves some sessions.',
  ringHash: () => 'What is hashed over the pods: adding or removing one moves some sessions.',
  hashMethodKey: () => 'Requests with the same value meet the same pod until the set of pods changes.',
  loadBalancingMethod: (value) =>
    value === 'ip_hash' ? 'Who comes from one address (of IPv4 the first three numbers) stays on one pod.' : undefined,
  statefulGeneratedCookie: () =>
    'The load balancer makes the cookie GSSA, which names its pod: adding pods moves nobody.',
  cookieTtlSeconds: (seconds) =>
    /^\d+$/.test(seconds) ? `A browser drops the cookie after ${seconds} s; a day at most.` : undefined,
  cookieDuration: (value) => `A browser drops the cookie ${quote(value)} after the first answer.`,
};
