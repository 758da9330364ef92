import * as z from 'zod';
import {
  gatewayDuration,
  host,
  list,
  objectName,
  oneOf,
  pattern,
  port,
  type Rule,
  referredName,
  rules,
  shape,
  token,
  unique,
  whole,
} from '../schema.ts';

/** A policy's or a route's reference. */
const reference = shape({ name: referredName }, ['group', 'kind', 'namespace', 'port', 'sectionName']);

/** As of Gateway API 1.3 to 1.6: https://gateway-api.sigs.k8s.io/geps/gep-1619/ */
const persistenceFields = shape({
  sessionName: z.string().max(128, 'The name of a session has at most 128 characters: shorten it.').optional(),
  type: oneOf('Cookie', 'Header').optional(),
  absoluteTimeout: gatewayDuration.optional(),
  idleTimeout: gatewayDuration.optional(),
  cookieConfig: shape({ lifetimeType: oneOf('Permanent', 'Session').optional() }).optional(),
  cookie: shape({
    name: token.max(256, 'The name of a cookie has at most 256 characters: shorten it.').optional(),
    path: pattern(/^\/.{0,1023}$/, 'start it with "/", with at most 1024 characters').optional(),
    lifetimeType: oneOf('Permanent', 'Session').optional(),
  }).optional(),
  header: shape({ name: token.max(256, 'The name of a header has at most 256 characters: shorten it.') }).optional(),
});
type Persistence = z.infer<typeof persistenceFields>;

const typeOf = ({ type = 'Cookie' }: Persistence) => type;
const permanentNeedsTimeout: Rule<Persistence> = ({ cookieConfig, cookie, absoluteTimeout }) =>
  (cookieConfig?.lifetimeType ?? cookie?.lifetimeType) === 'Permanent' && absoluteTimeout === undefined
    ? {
        path: ['absoluteTimeout'],
        message: 'A cookie that is Permanent needs an absoluteTimeout: say how long it lasts.',
      }
    : undefined;
const cookieConfigNeedsCookie: Rule<Persistence> = (persistence) =>
  persistence.cookieConfig !== undefined && typeOf(persistence) !== 'Cookie'
    ? { path: ['cookieConfig'], message: 'This is for type Cookie alone: take it out, or set type to Cookie.' }
    : undefined;
/** The shape on the main branch has neither sessionName nor cookieConfig, and a part for each type. */
const partIsOfType: Rule<Persistence> = (persistence) => {
  const { cookie, header } = persistence;
  if (cookie === undefined && header === undefined) return undefined;
  const [needed, other] =
    typeOf(persistence) === 'Cookie' ? (['cookie', 'header'] as const) : (['header', 'cookie'] as const);
  if (persistence[other] !== undefined) {
    return {
      path: [other],
      message: `This is not for type ${typeOf(persistence)}: take it out, or set the other type.`,
    };
  }
  return persistence[needed] === undefined
    ? { path: [needed], message: `Type ${typeOf(persistence)} needs it: give it.` }
    : undefined;
};
const oneShape: Rule<Persistence> = ({ cookie, header, sessionName, cookieConfig }) =>
  (cookie ?? header) !== undefined && (sessionName ?? cookieConfig) !== undefined
    ? {
        path: [],
        message:
          'sessionName and cookieConfig are of Gateway API 1.6 and before, cookie and header of what comes after: use one shape.',
      }
    : undefined;

const sessionPersistence = persistenceFields.superRefine(
  rules(permanentNeedsTimeout, cookieConfigNeedsCookie, partIsOfType, oneShape),
);

const pathMatch = shape({
  type: oneOf('Exact', 'PathPrefix', 'RegularExpression').optional(),
  value: z.string().max(1024, 'A path has at most 1024 characters: shorten it.').optional(),
}).superRefine(
  rules(({ type = 'PathPrefix', value = '/' }) => {
    if (type === 'RegularExpression') return undefined;
    if (
      /^\/(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})*$/.test(value) &&
      !/\/\/|\/\.\.?(\/|$)|%2[fF]/.test(value)
    ) {
      return undefined;
    }
    return { path: ['value'], message: 'Start the path with "/" and leave out "//", "/./", "/../", "%2f" and "#".' };
  }),
);
const match = shape({ path: pathMatch.optional() }, ['headers', 'queryParams', 'method']);
const backendRef = shape(
  { name: referredName, port: port.optional(), weight: whole('A weight', 0, 1_000_000).optional() },
  ['group', 'kind', 'namespace', 'filters'],
);
const routeRule = <T extends z.ZodType>(oneMatch: T) =>
  shape(
    {
      name: z.string().optional(),
      matches: list(oneMatch, { most: 64 }).optional(),
      backendRefs: list(backendRef, { most: 16 }).optional(),
      sessionPersistence: sessionPersistence.optional(),
    },
    ['filters', 'timeouts', 'retry'],
  );
const route = <T extends z.ZodType>(oneMatch: T) =>
  shape(
    {
      parentRefs: list(reference, { most: 32 }).optional(),
      hostnames: list(host, { most: 16 }).optional(),
      rules: list(routeRule(oneMatch), { least: 1, most: 16 }).optional(),
    },
    ['useDefaultGateways'],
  ).superRefine(
    rules(
      ({ rules: all = [] }) =>
        all.reduce((sum, { matches = [] }) => sum + matches.length, 0) > 128
          ? { path: ['rules'], message: 'A route has at most 128 matches in all: make a second route for the rest.' }
          : undefined,
      ({ rules: all }) => unique<{ name?: string | undefined }>('rules', ({ name }) => name)(all),
    ),
  );

export const httpRoute = route(match);
export const grpcRoute = route(z.unknown());

const listener = shape(
  {
    name: objectName,
    hostname: host.optional(),
    port,
    protocol: z.string(),
    tls: shape({ mode: oneOf('Terminate', 'Passthrough').optional(), certificateRefs: list(reference).optional() }, [
      'options',
      'frontendValidation',
    ]).optional(),
  },
  ['allowedRoutes'],
).superRefine(
  rules(
    ({ protocol, tls }) =>
      ['HTTP', 'TCP', 'UDP'].includes(protocol) && tls !== undefined
        ? { path: ['tls'], message: `A listener of protocol ${protocol} has no tls: take it out, or use HTTPS.` }
        : undefined,
    ({ tls }) =>
      tls !== undefined &&
      (tls.mode ?? 'Terminate') === 'Terminate' &&
      !tls.certificateRefs?.length &&
      tls.options === undefined
        ? {
            path: ['tls', 'certificateRefs'],
            message: 'Where TLS ends there has to be a certificate: name its Secret.',
          }
        : undefined,
  ),
);
const sameListener = ({ port: number, protocol, hostname = '' }: z.infer<typeof listener>) =>
  `${protocol} ${number} ${hostname}`;

export const gateway = shape({ gatewayClassName: referredName, listeners: list(listener, { least: 1, most: 64 }) }, [
  'addresses',
  'allowedListeners',
  'backendTLS',
  'defaultScope',
  'infrastructure',
  'tls',
]).superRefine(
  rules(
    ({ listeners }) => unique<z.infer<typeof listener>>('listeners', ({ name }) => name)(listeners),
    ({ listeners }) => unique('listeners', sameListener)(listeners),
  ),
);

/** https://gateway-api.sigs.k8s.io/geps/gep-3388/ */
export const backendTrafficPolicy = shape(
  { targetRefs: list(reference, { least: 1, most: 16 }), sessionPersistence: sessionPersistence.optional() },
  ['retryConstraint'],
);

export const referenceGrant = shape({ from: list(z.unknown(), { least: 1 }), to: list(z.unknown(), { least: 1 }) });

/** A policy's reference to what it is about: the group has to stand there, be it "" for a Service. */
export const targetRef = shape(
  { group: z.string(), kind: z.string().min(1, 'Name the kind, such as Service.'), name: referredName },
  ['namespace', 'sectionName'],
);
