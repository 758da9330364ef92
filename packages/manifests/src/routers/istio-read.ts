import * as z from 'zod';
import type { Affinity } from '../affinity.ts';
import type { KubernetesObject } from '../objects.ts';
import { byAffinity, NOT_STICKY, type Sticking } from '../read/by-affinity.ts';
import { readCookie } from '../read/cookie.ts';
import { kindOf, type ObjectIndex, objectIndex } from '../read/object-index.ts';
import { type Parts, partsOf } from '../read/parts.ts';
import { specOf } from '../read/spec.ts';
import { readTtlCookie } from '../read/ttl-cookie.ts';
import type { Path, Reading } from '../router.ts';
import type { PathMatch, Rule, Tls } from '../routing.ts';
import { fromWholePath } from '../rules/whole-path-regex.ts';

/** The label of a Service whose cookie names the pod; its value is the cookie's name. */
export const PERSISTENT = 'istio.io/persistent-session';
const PERSISTENT_HEADER = 'istio.io/persistent-session-header';

const list = z.array(z.unknown()).nullish();
const texts = z.array(z.string().min(1)).nullish();
const record = z.record(z.string(), z.unknown());
const uri = z.looseObject({
  prefix: z.string().nullish(),
  exact: z.string().nullish(),
  regex: z.string().nullish(),
});
const match = z.looseObject({ uri: uri.nullish() });
const destination = z.looseObject({
  destination: z.looseObject({
    host: z.string().min(1),
    port: z.looseObject({ number: z.int().min(1).max(65535) }).nullish(),
  }),
});
const http = z.looseObject({ match: z.array(match).nullish(), route: z.array(destination).nullish() });
const server = z.looseObject({
  port: z.looseObject({ number: z.int().nullish() }).nullish(),
  hosts: z.array(z.string()),
  tls: z.looseObject({ mode: z.string().nullish(), credentialName: z.string().nullish() }).nullish(),
});
const consistentHash = z.looseObject({
  httpCookie: record.nullish(),
  httpHeaderName: z.string().min(1).max(200).nullish(),
  useSourceIp: z.boolean().nullish(),
});

/** One reading for each affinity of each VirtualService that hangs on a Gateway. */
export function read(objects: readonly KubernetesObject[]): readonly Reading[] {
  const find = objectIndex(objects);
  const services = stickingOfServices(objects, find);
  return objects.flatMap((object) => {
    if (kindOf(object) !== 'networking.istio.io/VirtualService') return [];
    const parts = partsOf(object);
    const spec = specOf(object);
    const { name, namespace } = object.metadata;
    const gateways = (parts.part(texts, spec.gateways, ['spec', 'gateways']) ?? []).filter((own) => own !== 'mesh');
    if (gateways.length === 0) return [];
    parts.others(spec, ['spec'], ['hosts', 'gateways', 'http']);
    const hosts = parts.part(texts, spec.hosts, ['spec', 'hosts']) ?? [];
    const found = gateways.flatMap((own) => {
      const [there, gateway] = own.includes('/') ? own.split('/') : [namespace, own];
      return find('networking.istio.io/Gateway', gateway ?? '', there) ?? [];
    });
    const routing = {
      name,
      ...(namespace !== undefined && { namespace }),
      rules: hosts.flatMap((host) => rulesOf(parts, spec.http, host, namespace)),
      tls: found.flatMap((gateway) => tlsOf(gateway, hosts, parts)),
    };
    // Each host says the same, so what was named for one was named for all.
    const unread = [
      ...new Map(parts.unread.map((entry) => [JSON.stringify([entry.path, entry.object.kind]), entry])).values(),
    ];
    return byAffinity(routing, { from: [object, ...found], unread }, ({ service }) => services(service, namespace));
  });
}

function rulesOf(parts: Parts, value: unknown, host: string, namespace: string | undefined): Rule[] {
  return (parts.part(list, value, ['spec', 'http']) ?? []).flatMap((entry, at): Rule[] => {
    const path: Path = ['spec', 'http', at];
    const data = parts.part(http, entry, path);
    const [first, ...more] = data?.route ?? [];
    parts.others(data, path, ['name', 'match', 'route']);
    if (data === undefined || first === undefined) return [];
    more.forEach((_, index) => {
      parts.name([...path, 'route', index + 1], 'A rule leads to one Service: this one is left out, with its weight.');
    });
    parts.others(first, [...path, 'route', 0], ['destination', 'weight']);
    const target = first.destination;
    parts.others(target, [...path, 'route', 0, 'destination'], ['host', 'port']);
    const { service, ns } = hostOf(target.host);
    if (ns !== undefined && ns !== namespace) {
      parts.name(
        [...path, 'route', 0, 'destination', 'host'],
        'This leads to another namespace, which a routing cannot say.',
      );
      return [];
    }
    return matchesOf(data.match ?? [], parts, path).map((matched) => ({
      ...(host !== '*' && { host }),
      ...matched,
      service,
      port: target.port?.number ?? 80,
    }));
  });
}

function matchesOf(
  matches: readonly z.infer<typeof match>[],
  parts: Parts,
  path: Path,
): Pick<Rule, 'path' | 'match'>[] {
  matches.forEach((entry, at) => {
    parts.others(entry, [...path, 'match', at], ['uri', 'name']);
  });
  if (matches.length === 0) return [{ path: '/', match: 'prefix' }];
  const prefixes = new Set(matches.flatMap((entry) => entry.uri?.prefix ?? []));
  const exacts = new Set(matches.flatMap((entry) => entry.uri?.exact ?? []));
  return matches.flatMap(({ uri: said }) => {
    const one = (value: string, how: PathMatch) => [{ path: value, match: how }];
    if (said?.regex != null) return one(fromWholePath(said.regex), 'regex');
    // Both together are a prefix by path elements.
    if (said?.exact != null) return prefixes.has(`${said.exact}/`) ? [] : one(said.exact, 'exact');
    const prefix = said?.prefix ?? '/';
    const bare = prefix.slice(0, -1);
    return one(prefix.endsWith('/') && exacts.has(bare) ? bare : prefix, 'prefix');
  });
}

/** `shop`, `shop.team`, `shop.team.svc.cluster.local`. */
function hostOf(host: string): { readonly service: string; readonly ns: string | undefined } {
  const [service = host, ns] = host.split('.');
  return { service, ns };
}

function tlsOf(gateway: KubernetesObject, hosts: readonly string[], parts: Parts): Tls[] {
  const own = partsOf(gateway);
  const tls = (own.part(list, specOf(gateway).servers, ['spec', 'servers']) ?? []).flatMap((value, at): Tls[] => {
    const path: Path = ['spec', 'servers', at];
    const data = own.part(server, value, path);
    own.others(data, path, ['name', 'port', 'hosts', 'tls']);
    const usual = data?.tls == null ? 80 : 443;
    if (data?.port?.number != null && data.port.number !== usual) {
      own.name([...path, 'port', 'number'], `A routing knows no ports of the router: it takes ${usual}.`);
    }
    if (data?.tls == null) return [];
    own.others(data.tls, [...path, 'tls'], ['mode', 'credentialName']);
    if (data.tls.mode !== 'SIMPLE') {
      own.name([...path, 'tls', 'mode'], 'A routing knows TLS that ends here alone: carry this over by hand.');
      return [];
    }
    const secret = data.tls.credentialName ? { secretName: data.tls.credentialName } : {};
    return data.hosts
      .map((host) => host.replace(/^[^/]*\//, ''))
      .filter((host) => host === '*' || hosts.some((routed) => covers(host, routed)))
      .map((host) => ({ ...(host !== '*' && { host }), ...secret }));
  });
  parts.unread.push(...own.unread);
  return tls;
}

function covers(wide: string, host: string): boolean {
  return wide === host || (wide.startsWith('*.') && host.endsWith(wide.slice(1)));
}

type StickingOf = (service: string, namespace: string | undefined) => Sticking;

/** What is said of each Service: by its labels, else by the DestinationRule of its host. */
function stickingOfServices(objects: readonly KubernetesObject[], find: ObjectIndex): StickingOf {
  const rules = new Map<string, Sticking>();
  const labelled = new Map<KubernetesObject, Sticking>();
  for (const object of objects) {
    if (kindOf(object) !== 'networking.istio.io/DestinationRule') continue;
    const { host } = specOf(object);
    if (typeof host !== 'string') continue;
    const { service, ns = object.metadata.namespace } = hostOf(host);
    rules.set(`${ns ?? ''}/${service}`, ofRule(object));
  }
  return (service, namespace) => {
    const object = find('/Service', service, namespace);
    const sticking = object && (labelled.get(object) ?? ofLabels(object));
    if (object !== undefined && sticking !== undefined) labelled.set(object, sticking);
    return sticking ?? rules.get(`${namespace ?? ''}/${service}`) ?? NOT_STICKY;
  };
}

function ofLabels(service: KubernetesObject): Sticking | undefined {
  const { labels = {} } = service.metadata;
  const from = [service];
  if (labels[PERSISTENT]) {
    const said = { name: { value: labels[PERSISTENT], path: ['metadata', 'labels', PERSISTENT] } };
    const { cookie, unread } = readCookie(service, 'pinned', said, PERSISTENT);
    return { affinity: cookie, from, unread };
  }
  const header = labels[PERSISTENT_HEADER];
  if (!header) return undefined;
  const path: Path = ['metadata', 'labels', PERSISTENT_HEADER];
  const reason = 'Envoy names the pod in this header of its answers, and clients have to send it back.';
  return {
    affinity: { kind: 'header', name: header.toLowerCase() },
    from,
    unread: [{ object: service, path, reason }],
  };
}

function ofRule(object: KubernetesObject): Sticking {
  const parts = partsOf(object);
  const spec = specOf(object);
  const at: Path = ['spec', 'trafficPolicy', 'loadBalancer', 'consistentHash'];
  parts.others(spec, ['spec'], ['host', 'trafficPolicy']);
  const policy = parts.part(record.nullish(), spec.trafficPolicy, at.slice(0, 2));
  parts.others(policy, at.slice(0, 2), ['loadBalancer']);
  const loadBalancer = parts.part(record.nullish(), policy?.loadBalancer, at.slice(0, 3));
  parts.others(loadBalancer, at.slice(0, 3), ['consistentHash']);
  const hash = parts.part(consistentHash.nullish(), loadBalancer?.consistentHash, at);
  parts.others(hash, at, ['httpCookie', 'httpHeaderName', 'useSourceIp']);
  const affinity = ((): Affinity => {
    if (hash?.httpCookie != null) return readTtlCookie(hash.httpCookie, parts, [...at, 'httpCookie']);
    if (hash?.httpHeaderName != null) return { kind: 'header', name: hash.httpHeaderName.toLowerCase() };
    return hash?.useSourceIp === true ? { kind: 'client-address' } : { kind: 'none' };
  })();
  return { affinity, from: [object], unread: parts.unread };
}
