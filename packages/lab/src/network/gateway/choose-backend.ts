import { randomInt } from 'node:crypto';
import type { ServiceEndpoint } from '../endpoints.ts';
import type { Choice, Reason, RequestHead } from '../proxy/route.ts';
import type { Match } from './matching.ts';
import type { FilteredBackend, Rule } from './rule.ts';

/** Where a request goes: the backend, and how a pod of it is chosen for each try. */
export interface BackendChoice {
  readonly backend: FilteredBackend;
  choose(failed: readonly ServiceEndpoint[]): Choice | undefined;
}

/**
 * The session decides before the weights do, and also for a backend of weight 0 (GEP-1619, traffic splitting). Without one:
 * a backend by weight, a pod of it at random. Undefined when no backend takes anything.
 */
export function chooseBackend(
  rule: Rule,
  match: Match,
  head: RequestHead,
  now: () => number,
): BackendChoice | undefined {
  const { sessions } = rule;
  const begin = (endpoint: ServiceEndpoint) => {
    return sessions === undefined ? {} : { fields: sessions.begin(head, match.path, endpoint, now()) };
  };
  const key = sessions?.find(head, now());
  const pinned = key === undefined ? undefined : rule.endpointsByKey.get(key);
  const backend = pinned?.backend ?? byWeight(rule.backends);
  if (backend === undefined) return undefined;
  return {
    backend,
    choose(failed) {
      const [only, ...others] = backend.endpoints;
      if (failed.length > 0) {
        const untried = backend.endpoints.filter((endpoint) => !failed.some((one) => isSame(one, endpoint)));
        // The session moves with the request: its pod does not answer.
        const next = atRandom(untried.length > 0 ? untried : backend.endpoints);
        return next && { endpoint: next, reason: 'retry', replacesFields: true, ...begin(next) };
      }
      if (pinned !== undefined) return { endpoint: pinned.endpoint, reason: rule.carrier?.type ?? 'cookie' };
      const endpoint = atRandom(backend.endpoints);
      const reason: Reason = isSplit(rule) ? 'weight' : only && others.length === 0 ? 'only one' : 'random';
      return endpoint && { endpoint, reason, ...begin(endpoint) };
    },
  };
}

/** In proportion: a weight of 0 gets none. */
function byWeight(backends: readonly FilteredBackend[]): FilteredBackend | undefined {
  const total = backends.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return undefined;
  let rest = randomInt(total);
  return backends.find(({ weight }) => {
    rest -= weight;
    return rest < 0;
  });
}

function isSplit({ backends }: Rule): boolean {
  return backends.filter(({ weight }) => weight > 0).length > 1;
}

function atRandom<T>(items: readonly T[]): T | undefined {
  return items.length === 0 ? undefined : items[randomInt(items.length)];
}

function isSame(one: ServiceEndpoint, other: ServiceEndpoint): boolean {
  return one.ip === other.ip && one.port === other.port;
}
