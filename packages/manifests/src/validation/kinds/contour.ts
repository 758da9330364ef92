import * as z from 'zod';
import {
  exclusive,
  host,
  list,
  oneOf,
  path,
  pattern,
  port,
  rules,
  serviceName,
  shape,
  token,
  unique,
} from '../schema.ts';

// https://projectcontour.io/docs/main/config/request-routing/

const hashPolicyFields = shape({
  terminal: z.boolean().optional(),
  headerHashOptions: shape({ headerName: token }).optional(),
  queryParameterHashOptions: shape({ parameterName: z.string().min(1, 'This is empty: name a parameter.') }).optional(),
  hashSourceIP: z.literal(true, 'Write true, or take it out.').optional(),
});
const hashPolicy = hashPolicyFields.superRefine(
  rules(
    exclusive<z.infer<typeof hashPolicyFields>>(['headerHashOptions', 'queryParameterHashOptions', 'hashSourceIP']),
  ),
);
const loadBalancerPolicy = shape({
  strategy: oneOf('WeightedLeastRequest', 'Random', 'RoundRobin', 'Cookie', 'RequestHash').optional(),
  requestHashPolicies: list(hashPolicy).optional(),
}).superRefine(
  rules(({ strategy, requestHashPolicies }) => {
    if (strategy === 'RequestHash') {
      return requestHashPolicies?.length
        ? undefined
        : { path: ['requestHashPolicies'], message: 'Strategy RequestHash needs them: say by what to hash.' };
    }
    return requestHashPolicies === undefined
      ? undefined
      : { path: ['requestHashPolicies'], message: 'They count with strategy RequestHash alone: take them out.' };
  }),
);

const attributeValue = pattern(/^[^;\p{Cc}]+$/u, 'write it without ";" and control characters');
const cookieRewrite = shape({
  name: token.max(4096, 'The name of a cookie has at most 4096 characters: shorten it.'),
  pathRewrite: shape({ value: attributeValue }).optional(),
  domainRewrite: shape({ value: host }).optional(),
  secure: z.boolean().optional(),
  sameSite: oneOf('Strict', 'Lax', 'None').optional(),
}).superRefine(
  rules(({ pathRewrite, domainRewrite, secure, sameSite }) =>
    (pathRewrite ?? domainRewrite ?? secure ?? sameSite) === undefined
      ? { path: [], message: 'It rewrites nothing: give it a path, a domain, secure or sameSite.' }
      : undefined,
  ),
);
const cookieRewrites = list(cookieRewrite).optional();
const named = unique<{ name: string }>('cookieRewritePolicies', ({ name }) => name);

const conditionFields = shape({ prefix: path.optional(), exact: path.optional(), regex: z.string().optional() }, [
  'header',
  'queryParameter',
]);
type Condition = z.infer<typeof conditionFields>;
const condition = conditionFields.superRefine(
  rules(exclusive<Condition>(['prefix', 'exact', 'regex', 'header', 'queryParameter'])),
);
const isPath = ({ prefix, exact, regex }: Condition) => (prefix ?? exact ?? regex) !== undefined;

const service = shape({ name: serviceName, port, cookieRewritePolicies: cookieRewrites }, [
  'healthPort',
  'mirror',
  'protocol',
  'requestHeadersPolicy',
  'responseHeadersPolicy',
  'slowStartPolicy',
  'validation',
  'weight',
]).superRefine(rules(({ cookieRewritePolicies }) => named(cookieRewritePolicies)));

const route = shape(
  {
    conditions: list(condition).optional(),
    services: list(service).optional(),
    loadBalancerPolicy: loadBalancerPolicy.optional(),
    cookieRewritePolicies: cookieRewrites,
  },
  [
    'authPolicy',
    'directResponsePolicy',
    'enableWebsockets',
    'healthCheckPolicy',
    'internalRedirectPolicy',
    'ipAllowPolicy',
    'ipDenyPolicy',
    'jwtVerificationPolicy',
    'pathRewritePolicy',
    'permitInsecure',
    'rateLimitPolicy',
    'requestHeadersPolicy',
    'requestRedirectPolicy',
    'responseHeadersPolicy',
    'retryPolicy',
    'timeoutPolicy',
  ],
).superRefine(
  rules(
    ({ cookieRewritePolicies }) => named(cookieRewritePolicies),
    ({ conditions = [] }) =>
      conditions.filter(isPath).length > 1
        ? { path: ['conditions'], message: 'A route has one condition on its path: keep one, and make a second route.' }
        : undefined,
  ),
);

export const httpProxy = shape(
  {
    virtualhost: shape(
      {
        fqdn: host,
        tls: shape({ secretName: z.string().optional(), passthrough: z.boolean().optional() }, [
          'clientValidation',
          'enableFallbackCertificate',
          'maximumProtocolVersion',
          'minimumProtocolVersion',
        ]).optional(),
      },
      ['authorization', 'corsPolicy', 'ipAllowPolicy', 'ipDenyPolicy', 'jwtProviders', 'rateLimitPolicy'],
    ).optional(),
    routes: list(route).optional(),
    ingressClassName: z.string().optional(),
  },
  ['includes', 'tcpproxy'],
);
