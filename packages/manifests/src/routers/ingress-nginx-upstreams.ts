import * as z from 'zod';
import type { KubernetesObject } from '../objects.ts';
import type { Routing } from '../routing.ts';
import type { IngressNginxReading, IngressNginxSettings } from './ingress-nginx-annotations.ts';

/** One Ingress, as ingress-nginx takes it. */
export interface NginxIngress extends IngressNginxReading {
  readonly object: KubernetesObject;
  readonly routing: Routing;
  readonly rejected: boolean;
}

/**
 * What decides about an upstream, which all Ingresses share that lead to the same Service and port: of the cookie's mode the first
 * Ingress that sets one, of its attributes the last that asks for it, of a hash the first alone.
 */
export interface UpstreamSettings {
  /** The Ingress whose cookie it is; undefined where no Ingress asks for one. */
  readonly cookie?: NginxIngress;
  readonly mode?: IngressNginxSettings['mode'];
  readonly modeFrom?: NginxIngress;
  readonly hash?: NginxIngress;
}

export interface Upstreams {
  /** The settings that count for the first Service of an Ingress. */
  of(ingress: NginxIngress): UpstreamSettings;
  /** Services that an Ingress leads to and that another cookie counts for than for its first. */
  elsewhere(ingress: NginxIngress): readonly string[];
}

const NONE: UpstreamSettings = {};

/** The upstreams of all Ingresses of a set. A rejected one counts for nothing, and a canary not for its Service. */
export function upstreamsOf(ingresses: readonly NginxIngress[]): Upstreams {
  const settings = new Map<string, UpstreamSettings>();
  const byRoute = new Map<string, NginxIngress>();
  for (const ingress of oldestFirst(ingresses)) {
    if (ingress.rejected || ingress.settings.canary !== undefined) continue;
    for (const key of upstreamKeys(ingress)) settings.set(key, joined(settings.get(key), ingress));
    for (const key of routeKeys(ingress)) if (!byRoute.has(key)) byRoute.set(key, ingress);
  }
  const own = (ingress: NginxIngress) => settings.get(upstreamKeys(ingress)[0] ?? '') ?? NONE;
  return {
    of(ingress) {
      if (ingress.rejected) return NONE;
      if (ingress.settings.canary === undefined) return own(ingress);
      // A canary keeps clients as the Ingress does whose requests it takes a part of.
      const primary = routeKeys(ingress).flatMap((key) => byRoute.get(key) ?? [])[0];
      return primary === undefined || ingress.settings.canaryBehavior === 'legacy' ? NONE : own(primary);
    },
    elsewhere(ingress) {
      if (ingress.rejected || ingress.settings.canary !== undefined) return [];
      const { cookie, mode } = own(ingress);
      return ingress.routing.rules
        .filter(({ service, port }) => {
          const other = settings.get(keyOf(ingress.routing.namespace, service, port));
          return other?.cookie !== cookie || other?.mode !== mode;
        })
        .map(({ service }) => service);
    },
  };
}

function joined(before: UpstreamSettings | undefined, ingress: NginxIngress): UpstreamSettings {
  const { affinity, mode } = ingress.settings;
  const setsMode = before?.modeFrom === undefined && mode !== undefined;
  return {
    ...(before ?? { hash: ingress }),
    ...(affinity && { cookie: ingress }),
    ...(setsMode && { mode, modeFrom: ingress }),
  };
}

function upstreamKeys({ routing: { namespace, rules, name } }: NginxIngress): string[] {
  const keys = rules.map(({ service, port }) => keyOf(namespace, service, port));
  // One that leads nowhere yet shares nothing with any other.
  return keys.length === 0 ? [`nowhere ${namespace} ${name}`] : [...new Set(keys)];
}

function keyOf(namespace: string | undefined, service: string, port: number | string): string {
  return [namespace, service, port].join(' ');
}

function routeKeys({ routing: { namespace, rules } }: NginxIngress): string[] {
  return rules.map(({ host, path, match }) => [namespace, host, match, path].join(' '));
}

const stamped = z.looseObject({ metadata: z.looseObject({ creationTimestamp: z.iso.datetime() }) });

/** By age, and of the same second by name, descending; those that are not in a cluster yet come last, as they stand. */
function oldestFirst(ingresses: readonly NginxIngress[]): readonly NginxIngress[] {
  const age = ({ object }: NginxIngress) => stamped.safeParse(object).data?.metadata.creationTimestamp;
  const full = ({ routing }: NginxIngress) => `${routing.namespace ?? ''}/${routing.name}`;
  const aged = ingresses.map((ingress) => ({ ingress, since: age(ingress) }));
  if (aged.every(({ since }) => since === undefined)) return ingresses;
  return aged
    .toSorted((a, b) => {
      if (a.since === undefined || b.since === undefined)
        return Number(a.since === undefined) - Number(b.since === undefined);
      const difference = Date.parse(a.since) - Date.parse(b.since);
      if (difference !== 0) return difference;
      return full(a.ingress) < full(b.ingress) ? 1 : full(a.ingress) > full(b.ingress) ? -1 : 0;
    })
    .map(({ ingress }) => ingress);
}
