import { defaulted, integer, items, optional, ruled } from './custom.ts';
import {
  type BackendObjectReference,
  backendReferenceComplaints,
  backendReferenceFields,
  duration,
  durationMilliseconds,
  GATEWAY,
  sectionName,
} from './gateway-api.ts';
import { filters, type HTTPRouteFilter } from './http-route-filter.ts';
import { ANY_PATH, type HTTPRouteMatch, match } from './http-route-match.ts';
import { type SessionPersistence, sessionPersistence } from './session-persistence.ts';
import { struct } from './types.ts';

export interface HTTPBackendRef extends BackendObjectReference {
  weight?: number;
  filters?: HTTPRouteFilter[];
}

export interface HTTPRouteTimeouts {
  request?: string;
  backendRequest?: string;
}

export interface HTTPRouteRetry {
  codes?: number[];
  attempts?: number;
  backoff?: string;
}

export interface HTTPRouteRule {
  name?: string;
  matches?: HTTPRouteMatch[];
  filters?: HTTPRouteFilter[];
  backendRefs?: HTTPBackendRef[];
  timeouts?: HTTPRouteTimeouts;
  retry?: HTTPRouteRetry;
  sessionPersistence?: SessionPersistence;
}

const backendRef = ruled(
  struct<HTTPBackendRef>(`${GATEWAY}.HTTPBackendRef`, {
    ...backendReferenceFields,
    weight: defaulted(integer(0, 1_000_000), 1, 'Share of the requests, compared to the other backends.'),
    filters: optional(filters, 'What is done to requests for this backend.'),
  }),
  backendReferenceComplaints,
);

const timeouts = ruled(
  struct<HTTPRouteTimeouts>(`${GATEWAY}.HTTPRouteTimeouts`, {
    request: optional(duration, 'Time for the whole request; 0s is no limit.'),
    backendRequest: optional(duration, 'Time for one try; 0s is no limit.'),
  }),
  ({ request, backendRequest }) => {
    if (request === undefined || backendRequest === undefined) return [];
    const whole = durationMilliseconds(request);
    return [
      whole !== 0 &&
        durationMilliseconds(backendRequest) > whole &&
        'backendRequest timeout cannot be longer than request timeout',
    ];
  },
);

const retry = struct<HTTPRouteRetry>(`${GATEWAY}.HTTPRouteRetry`, {
  codes: optional(
    items(integer(400, 599), { most: Number.MAX_SAFE_INTEGER, type: 'set' }),
    'Statuses of a backend that are not taken for an answer.',
  ),
  attempts: optional(integer(1), 'How often a request is tried again.'),
  backoff: optional(duration, 'Least time between two tries.'),
});

const rule = ruled(
  struct<HTTPRouteRule>(`${GATEWAY}.HTTPRouteRule`, {
    name: optional(sectionName, 'Name of the rule, unique within the route.'),
    matches: defaulted(
      items(match, { most: 64 }),
      [{ path: ANY_PATH }],
      'Requests that the rule is for; one match is enough.',
    ),
    filters: optional(filters, 'What is done to requests and answers.'),
    backendRefs: optional(items(backendRef, { most: 16 }), 'Who answers.'),
    timeouts: optional(timeouts, 'How long requests may take.'),
    retry: optional(retry, 'When requests are tried again.'),
    sessionPersistence: optional(sessionPersistence, 'How a client stays on one pod.'),
  }),
  ({ matches = [], filters: own = [], backendRefs = [] }) => {
    const isOnePrefix = matches.length === 1 && (matches[0]?.path?.type ?? 'PathPrefix') === 'PathPrefix';
    const ofBackends = backendRefs.flatMap((backend) => backend.filters ?? []);
    const needsPrefix = (all: readonly HTTPRouteFilter[], field: 'requestRedirect' | 'urlRewrite') =>
      !isOnePrefix && all.some((one) => one[field]?.path?.replacePrefixMatch !== undefined);
    const complaint = 'filter with path.replacePrefixMatch, exactly one PathPrefix match must be specified';
    return [
      backendRefs.length > 0 &&
        own.some(({ requestRedirect }) => requestRedirect !== undefined) &&
        'RequestRedirect filter must not be used together with backendRefs',
      needsPrefix(own, 'requestRedirect') && `When using RequestRedirect ${complaint}`,
      needsPrefix(own, 'urlRewrite') && `When using URLRewrite ${complaint}`,
      needsPrefix(ofBackends, 'requestRedirect') && `Within backendRefs, when using RequestRedirect ${complaint}`,
      needsPrefix(ofBackends, 'urlRewrite') && `Within backendRefs, When using URLRewrite ${complaint}`,
    ];
  },
);

export const rules = ruled(items(rule, { least: 1, most: 16 }), (all) => {
  const names = all.flatMap(({ name }) => name ?? []);
  return [
    all.reduce((sum, { matches = [] }) => sum + matches.length, 0) > 128 &&
      'While 16 rules and 64 matches per rule are allowed, the total number of matches across all rules in a route must be less than 128',
    new Set(names).size < names.length && 'Rule name must be unique within the route',
  ];
});
