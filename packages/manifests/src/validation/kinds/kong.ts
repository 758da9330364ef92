import * as z from 'zod';
import { exclusive, oneOf, pattern, type Rule, rules, shape, whole } from '../schema.ts';

// https://developer.konghq.com/kubernetes-ingress-controller/reference/custom-resources/#kongupstreampolicy

// The gateway is stricter than the CRD: utils.validate_cookie_name, validate_header_name and typedefs.path of kong.
const name = pattern(/^[A-Za-z0-9_-]+$/, 'use letters, digits, "_" and "-" alone');
const path = pattern(
  /^(?!.*\/\/)\/[A-Za-z0-9._~%${}/-]*$/,
  'start it with "/", and use letters, digits and . _ ~ - between single slashes',
);

const input = oneOf('ip', 'consumer', 'path', 'none').optional();
const hashOnFields = shape({
  input,
  cookie: name.optional(),
  cookiePath: path.optional(),
  header: name.optional(),
  queryArg: z.string().optional(),
  uriCapture: z.string().optional(),
});
type HashOn = z.infer<typeof hashOnFields>;
const hashOn = hashOnFields.superRefine(
  rules(exclusive<HashOn>(['input', 'cookie', 'header', 'queryArg', 'uriCapture'], 0), ({ cookie, cookiePath }) => {
    if (cookie !== undefined && cookiePath === undefined) {
      return { path: ['cookiePath'], message: 'A cookie needs its path: give it, such as "/".' };
    }
    return cookie === undefined && cookiePath !== undefined
      ? { path: ['cookie'], message: 'A cookiePath needs its cookie: name it, or take the path out.' }
      : undefined;
  }),
);

const policyFields = shape(
  {
    algorithm: oneOf('round-robin', 'consistent-hashing', 'least-connections', 'latency', 'sticky-sessions').optional(),
    slots: whole('The number of slots', 10, 65536).optional(),
    hashOn: hashOn.optional(),
    hashOnFallback: hashOn.optional(),
    stickySessions: shape({ cookie: name, cookiePath: path.optional() }).optional(),
  },
  ['healthchecks'],
);
type Policy = z.infer<typeof policyFields>;

const hashingIsOn: Rule<Policy> = ({ algorithm, hashOn, hashOnFallback }) => {
  if (hashOn !== undefined && algorithm !== 'consistent-hashing' && algorithm !== 'sticky-sessions') {
    return { path: ['algorithm'], message: 'hashOn needs consistent-hashing or sticky-sessions: set one of them.' };
  }
  return hashOnFallback !== undefined && algorithm !== 'consistent-hashing'
    ? { path: ['algorithm'], message: 'hashOnFallback needs consistent-hashing: set it.' }
    : undefined;
};
const cookieNeedsNoFallback: Rule<Policy> = ({ hashOn, hashOnFallback }) =>
  hashOn?.cookie !== undefined && hashOnFallback !== undefined
    ? { path: ['hashOnFallback'], message: 'A cookie is made where there is none, so nothing falls back: take it out.' }
    : undefined;
const stickySessionsStandAlone: Rule<Policy> = ({ algorithm, hashOn, stickySessions }) => {
  if (stickySessions === undefined) return undefined;
  if (algorithm !== 'sticky-sessions') {
    return { path: ['algorithm'], message: 'stickySessions needs the algorithm sticky-sessions: set it.' };
  }
  return hashOn?.input === 'none'
    ? undefined
    : { path: ['hashOn'], message: 'With stickySessions, hashOn says input: none: write that.' };
};

export const kongUpstreamPolicy = policyFields.superRefine(
  rules(hashingIsOn, cookieNeedsNoFallback, stickySessionsStandAlone),
);
