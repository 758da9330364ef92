import { isDeepStrictEqual } from 'node:util';
import type { IngressNginxCookie, IngressNginxSettings } from '@sticky/manifests';
import type { ServiceEndpoint } from '../endpoints.ts';
import { backendKey } from './affinity-key.ts';
import { type Balancer, balanced, persistent, roundRobin } from './balancer.ts';

/** What is known of one port of one Service by all the Ingresses that name it. */
export interface UpstreamFacts {
  /** `namespace-service-port` */
  readonly name: string;
  readonly endpoints: readonly ServiceEndpoint[];
  /** Of the Ingresses that name it, oldest first. */
  readonly settings: readonly IngressNginxSettings[];
  /** Where a new pick sets the cookie. */
  readonly cookieLocations: ReadonlySet<string>;
}

/** The pods behind one or more locations, and how one of them is chosen. */
export interface Upstream {
  readonly facts: UpstreamFacts;
  readonly balancer: Balancer;
  /** With cookie affinity: the cookie, and the part of its value that names this upstream. */
  readonly affinity: { readonly cookie: IngressNginxCookie; readonly backendKey: string } | undefined;
}

/** Makes an upstream, or keeps the one from before when nothing about it changed: its turn goes on. */
export function buildUpstream(facts: UpstreamFacts, before: Upstream | undefined): Upstream {
  if (before !== undefined && isDeepStrictEqual(facts, before.facts)) return before;
  const { name, endpoints, settings } = facts;
  // Whether and how: the first Ingress that asks for affinity. The cookie: the last one.
  const first = settings.find(({ affinity }) => affinity);
  const last = settings.findLast(({ affinity }) => affinity);
  if (first === undefined || last === undefined) return { facts, balancer: roundRobin(endpoints), affinity: undefined };
  const { cookie } = last;
  const changes = cookie.changeOnFailure === true;
  return {
    facts,
    balancer: first.mode === 'persistent' ? persistent(name, endpoints, changes) : balanced(endpoints, changes),
    affinity: { cookie, backendKey: backendKey(name) },
  };
}
