import * as z from 'zod';
import type { Affinity } from '../affinity.ts';
import type { KubernetesObject } from '../objects.ts';
import { byAffinity, NOT_STICKY, type Sticking } from '../read/by-affinity.ts';
import { kindOf } from '../read/object-index.ts';
import { type Parts, partsOf } from '../read/parts.ts';
import { specOf } from '../read/spec.ts';
import type { Path, Reading } from '../router.ts';
import type { Rule, Tls } from '../routing.ts';
import { readFilters } from './skipper-filters.ts';

const list = z.array(z.unknown()).nullish();
const texts = z.array(z.string().min(1)).nullish();
const references = z.array(z.looseObject({ backendName: z.string() })).nullish();
const backend = z.looseObject({
  name: z.string(),
  type: z.literal('service'),
  serviceName: z.string().min(1),
  servicePort: z.int().min(1).max(65535),
  algorithm: z.string().nullish(),
});
const route = z.looseObject({
  path: z.string().min(1).nullish(),
  pathSubtree: z.string().min(1).nullish(),
  pathRegexp: z.string().min(1).nullish(),
  backends: references,
  filters: texts,
});
const tls = z.looseObject({ hosts: z.array(z.string().min(1)), secretName: z.string().nullish() });

type Backend = z.infer<typeof backend>;
interface FoundRule {
  readonly rule: Rule;
  readonly sticking: Sticking;
}

/** The readings of a RouteGroup; undefined for another object. */
export function readRouteGroup(object: KubernetesObject): readonly Reading[] | undefined {
  if (kindOf(object) !== 'zalando.org/RouteGroup') return undefined;
  const parts = partsOf(object);
  const spec = specOf(object);
  parts.others(spec, ['spec'], ['hosts', 'backends', 'defaultBackends', 'routes', 'tls']);
  const backends = new Map(backendsOf(spec.backends, parts).map((one) => [one.name, one]));
  const usual = parts.part(references, spec.defaultBackends, ['spec', 'defaultBackends']) ?? [];
  const routes = parts.part(list, spec.routes, ['spec', 'routes']) ?? [];
  const hosts = parts.part(texts, spec.hosts, ['spec', 'hosts']) ?? [];
  // Without routes all goes to the default backends.
  const found = (routes.length === 0 ? [{}] : routes).flatMap((value, at): FoundRule[] => {
    const path: Path = ['spec', 'routes', at];
    const data = parts.part(route, value, path);
    parts.others(data, path, ['path', 'pathSubtree', 'pathRegexp', 'backends', 'filters']);
    const [first, ...more] = data?.backends ?? usual;
    more.forEach((_, index) => {
      parts.name(
        [...path, 'backends', index + 1],
        'A rule leads to one Service: this one is left out, with its weight.',
      );
    });
    const target = backends.get(first?.backendName ?? '');
    if (data === undefined || target === undefined) return [];
    const sticking = { affinity: affinityOf(target, data.filters ?? [], parts, [...path, 'filters']) };
    const matched = { ...matchOf(data, parts, path), service: target.serviceName, port: target.servicePort };
    return (hosts.length === 0 ? [undefined] : hosts).map((host) => ({
      rule: { ...(host !== undefined && { host }), ...matched },
      sticking,
    }));
  });
  const sticking = new Map(found.map((one) => [one.rule, one.sticking]));
  const { name, namespace, annotations } = object.metadata;
  const className = annotations?.['zalando.org/routegroup.class'];
  const routing = {
    name,
    ...(namespace !== undefined && { namespace }),
    ...(className !== undefined && { className }),
    rules: [...sticking.keys()],
    tls: tlsOf(spec.tls, parts),
  };
  return byAffinity(routing, { from: [object], unread: parts.unread }, (rule) => sticking.get(rule) ?? NOT_STICKY);
}

function backendsOf(value: unknown, parts: Parts): readonly Backend[] {
  return (parts.part(list, value, ['spec', 'backends']) ?? []).flatMap((one, at) => {
    const { data } = backend.safeParse(one);
    if (data === undefined)
      parts.name(['spec', 'backends', at], "This leads to no Service's pods: carry it over by hand.");
    return data ?? [];
  });
}

function matchOf(data: z.infer<typeof route>, parts: Parts, path: Path): Pick<Rule, 'path' | 'match'> {
  if (data.path != null) return { path: data.path, match: 'exact' };
  if (data.pathSubtree != null) return { path: data.pathSubtree, match: 'prefix' };
  if (data.pathRegexp == null) return { path: '/', match: 'prefix' };
  if (data.pathRegexp.startsWith('^/')) return { path: data.pathRegexp.slice(1), match: 'regex' };
  const reason = 'This is looked for anywhere in the path: a routing knows paths from their beginning.';
  parts.name([...path, 'pathRegexp'], reason);
  return { path: data.pathRegexp.startsWith('/') ? data.pathRegexp : `/.*${data.pathRegexp}`, match: 'regex' };
}

function affinityOf({ algorithm }: Backend, filters: readonly string[], parts: Parts, path: Path): Affinity {
  const chain = filters.join(' -> ');
  const said = algorithm === 'consistentHash' ? readFilters(chain) : undefined;
  if (filters.length > 0 && said?.rest !== '') {
    parts.name(path, 'The other filters are neither of routing nor of affinity: carry them over by hand.');
  }
  if (algorithm !== 'consistentHash') return { kind: 'none' };
  return said?.affinity ?? { kind: 'client-address' };
}

function tlsOf(value: unknown, parts: Parts): readonly Tls[] {
  return (parts.part(list, value, ['spec', 'tls']) ?? []).flatMap((one, at) => {
    const data = parts.part(tls, one, ['spec', 'tls', at]);
    const secret = data?.secretName ? { secretName: data.secretName } : {};
    return (data?.hosts ?? []).map((host) => ({ host, ...secret }));
  });
}
