import * as z from 'zod';
import type { Affinity } from '../affinity.ts';
import type { KubernetesObject } from '../objects.ts';
import { byAffinity, type Sticking } from '../read/by-affinity.ts';
import { readCookie } from '../read/cookie.ts';
import { kindOf, type ObjectIndex, objectIndex } from '../read/object-index.ts';
import { type Parts, partsOf } from '../read/parts.ts';
import { specOf } from '../read/spec.ts';
import type { Path, Reading } from '../router.ts';
import type { Rule, Tls } from '../routing.ts';
import { fromWholePath } from '../rules/whole-path-regex.ts';

/** What Contour calls the cookie that it sets. */
export const CONTOUR_COOKIE = 'X-Contour-Session-Affinity';

const KIND = 'projectcontour.io/HTTPProxy';
/** An HTTPProxy may be included at many places; nobody has more of them under one host than this. */
const MOST_INCLUDES = 1000;

const list = z.array(z.unknown()).nullish();
const text = z.string().nullish();
const virtualHost = z.looseObject({ fqdn: z.string().min(1), tls: z.looseObject({ secretName: text }).nullish() });
const conditions = z.array(z.looseObject({ prefix: text, exact: text, regex: text })).nullish();
const include = z.looseObject({ name: z.string(), namespace: text, conditions });
const route = z.looseObject({
  conditions,
  services: z.array(z.looseObject({ name: z.string().min(1), port: z.int().min(1).max(65535) })).min(1),
  loadBalancerPolicy: z.looseObject({ strategy: text, requestHashPolicies: z.array(z.unknown()).nullish() }).nullish(),
  cookieRewritePolicies: z.array(z.unknown()).nullish(),
});
const hashPolicy = z.looseObject({
  hashSourceIP: z.boolean().nullish(),
  headerHashOptions: z.looseObject({ headerName: z.string().min(1).max(200) }).nullish(),
});
const rewrite = z.looseObject({
  name: z.string(),
  pathRewrite: z.looseObject({ value: z.unknown() }).nullish(),
  domainRewrite: z.looseObject({ value: z.unknown() }).nullish(),
});

/** One reading for each affinity of each HTTPProxy that has a host, with what it includes. */
export function read(objects: readonly KubernetesObject[]): readonly Reading[] {
  const find = objectIndex(objects);
  return objects.flatMap((object) => {
    const spec = specOf(object);
    if (kindOf(object) !== KIND || spec.virtualhost == null) return [];
    const parts = partsOf(object);
    const host = parts.part(virtualHost, spec.virtualhost, ['spec', 'virtualhost']);
    if (host === undefined) return [];
    parts.others(host, ['spec', 'virtualhost'], ['fqdn', 'tls']);
    parts.others(host.tls, ['spec', 'virtualhost', 'tls'], ['secretName']);
    const routes = routesOf({ object, parts, find, host: host.fqdn, prefix: '', way: [], visited: [] });
    const sticking = new Map(routes.map((found) => [found.rule, found.sticking]));
    const { name, namespace } = object.metadata;
    const className = parts.part(text, spec.ingressClassName, ['spec', 'ingressClassName']);
    const tls: Tls[] = host.tls?.secretName ? [{ host: host.fqdn, secretName: host.tls.secretName }] : [];
    const routing = {
      name,
      ...(namespace !== undefined && { namespace }),
      ...(className != null && { className }),
      rules: [...sticking.keys()],
      tls,
    };
    return byAffinity(routing, { from: [object], unread: parts.unread }, (rule) => {
      return sticking.get(rule) ?? { affinity: { kind: 'none' } };
    });
  });
}

interface Proxy {
  readonly object: KubernetesObject;
  /** Those of the HTTPProxy with the host, for what is said of all that it includes. */
  readonly parts: Parts;
  readonly find: ObjectIndex;
  readonly host: string;
  /** Of the includes on the way. */
  readonly prefix: string;
  /** The HTTPProxies on the way, from the one with the host: Contour refuses circles. */
  readonly way: readonly KubernetesObject[];
  /** All that was included for the host so far. */
  readonly visited: KubernetesObject[];
}

interface FoundRoute {
  readonly rule: Rule;
  readonly sticking: Sticking;
}

function routesOf(proxy: Proxy): readonly FoundRoute[] {
  const { object, prefix, host } = proxy;
  const spec = specOf(object);
  const parts = proxy.way.length === 0 ? proxy.parts : partsOf(object);
  parts.others(spec, ['spec'], ['virtualhost', 'routes', 'includes', 'ingressClassName']);
  const own = (parts.part(list, spec.routes, ['spec', 'routes']) ?? []).flatMap((value, at): FoundRoute[] => {
    const path: Path = ['spec', 'routes', at];
    const data = parts.part(route, value, path);
    const [service] = data?.services ?? [];
    if (data === undefined || service === undefined) return [];
    parts.others(data, path, ['conditions', 'services', 'loadBalancerPolicy', 'cookieRewritePolicies']);
    data.services.slice(1).forEach((_, more) => {
      parts.name(
        [...path, 'services', more + 1],
        'A rule leads to one Service: this one is left out, with its weight.',
      );
    });
    parts.others(service, [...path, 'services', 0], ['name', 'port', 'weight']);
    const rule = { host, ...matchOf(prefix, data.conditions, parts, path), service: service.name, port: service.port };
    const affinity = affinityOf(data, parts, path);
    return [{ rule, sticking: { affinity, ...(proxy.way.length > 0 && { from: [object], unread: parts.unread }) } }];
  });
  return [...own, ...included(proxy, parts, spec.includes)];
}

function included(proxy: Proxy, parts: Parts, includes: unknown): readonly FoundRoute[] {
  return (parts.part(list, includes, ['spec', 'includes']) ?? []).flatMap((value, at) => {
    const path: Path = ['spec', 'includes', at];
    const data = parts.part(include, value, path);
    if (data === undefined) return [];
    const { namespace } = proxy.object.metadata;
    const other = data.namespace != null && data.namespace !== namespace;
    const object = other ? undefined : proxy.find(KIND, data.name, namespace);
    const way = [...proxy.way, proxy.object];
    if (object === undefined || way.includes(object) || proxy.visited.push(object) > MOST_INCLUDES) {
      parts.name(
        path,
        'This includes itself, or what is not among the documents of its namespace: bring it over by hand.',
      );
      return [];
    }
    const { path: prefix } = matchOf(proxy.prefix, data.conditions, parts, path);
    return routesOf({ ...proxy, object, prefix: prefix.replace(/\/$/, ''), way });
  });
}

/** Conditions are met together; prefixes of includes stand before those of routes. */
function matchOf(
  before: string,
  conditions: z.infer<typeof route>['conditions'],
  parts: Parts,
  path: Path,
): Pick<Rule, 'path' | 'match'> {
  const all = conditions ?? [];
  all.forEach((condition, at) => {
    parts.others(condition, [...path, 'conditions', at], ['prefix', 'exact', 'regex']);
  });
  const said = (key: 'prefix' | 'exact' | 'regex') => all.find((condition) => condition[key] != null)?.[key];
  const joined = (part: string) => `${before}${part}`.replace(/\/{2,}/g, '/') || '/';
  const exact = said('exact');
  if (exact != null) return { path: joined(exact), match: 'exact' };
  const regex = said('regex');
  if (regex != null) return { path: fromWholePath(joined(regex)), match: 'regex' };
  return { path: joined(said('prefix') ?? '/'), match: 'prefix' };
}

function affinityOf(data: z.infer<typeof route>, parts: Parts, path: Path): Affinity {
  const policy = data.loadBalancerPolicy;
  parts.others(policy, [...path, 'loadBalancerPolicy'], ['strategy', 'requestHashPolicies']);
  if (policy?.strategy === 'Cookie') return cookieOf(data.cookieRewritePolicies ?? [], parts, path);
  if (data.cookieRewritePolicies != null) {
    parts.name([...path, 'cookieRewritePolicies'], "These are the application's cookies: carry them over by hand.");
  }
  if (policy?.strategy !== 'RequestHash') {
    if (policy?.strategy != null) {
      parts.name([...path, 'loadBalancerPolicy', 'strategy'], 'This spreads the load and keeps nobody on a pod.');
    }
    return { kind: 'none' };
  }
  const [first, ...more] = policy.requestHashPolicies ?? [];
  more.forEach((_, at) => {
    parts.name(
      [...path, 'loadBalancerPolicy', 'requestHashPolicies', at + 1],
      'A second key counts where the first is absent, or is hashed along with it.',
    );
  });
  const at: Path = [...path, 'loadBalancerPolicy', 'requestHashPolicies', 0];
  const key = parts.part(hashPolicy, first ?? {}, at);
  parts.others(key, at, ['hashSourceIP', 'headerHashOptions', 'terminal']);
  if (key?.headerHashOptions != null) return { kind: 'header', name: key.headerHashOptions.headerName.toLowerCase() };
  return key?.hashSourceIP === true ? { kind: 'client-address' } : { kind: 'none' };
}

function cookieOf(policies: readonly unknown[], parts: Parts, path: Path): Affinity {
  const at = policies.findIndex((value) => rewrite.safeParse(value).data?.name === CONTOUR_COOKIE);
  policies.forEach((_, other) => {
    if (other !== at)
      parts.name([...path, 'cookieRewritePolicies', other], "This changes a cookie of the application's.");
  });
  const here: Path = [...path, 'cookieRewritePolicies', at];
  const said = rewrite.safeParse(policies[at]).data;
  const value = (key: string, inner: unknown = said?.[key]) => ({ value: inner, path: [...here, key] });
  const { cookie, unread } = readCookie(
    parts.object,
    'hashed',
    {
      path: value('pathRewrite', said?.pathRewrite?.value),
      domain: value('domainRewrite', said?.domainRewrite?.value),
      secure: value('secure'),
      sameSite: value('sameSite'),
    },
    CONTOUR_COOKIE,
  );
  parts.unread.push(...unread);
  return cookie;
}
