import * as z from 'zod';
import type { KubernetesObject } from '../objects.ts';
import type { Path, Unread } from '../router.ts';
import type { PathMatch, Routing, Rule } from '../routing.ts';
import { type Gateway, isGatewayApi, objectKey, readGateways, tlsOf } from './gateways.ts';
import { type Parts, partsOf } from './parts.ts';
import { specOf } from './spec.ts';

/** A rule of an HTTPRoute, for what says its affinity. */
export interface HttpRouteRule {
  readonly path: Path;
  /** Its own name within the route, to which a policy may be attached. */
  readonly name?: string;
  /** The Service that it leads to, in the namespace of the route. */
  readonly service?: string;
  /** Whatever stands there. */
  readonly sessionPersistence: unknown;
}

export interface HttpRoute {
  readonly object: KubernetesObject;
  /** Those of its Gateways that are among the objects. */
  readonly gateways: readonly Gateway[];
  readonly routing: Routing;
  /** Which of its rules each rule of the routing comes from. */
  readonly ruleOf: ReadonlyMap<Rule, HttpRouteRule>;
  /** What it and its Gateways say of routing and a Routing cannot say. */
  readonly unread: readonly Unread[];
}

const unknowns = z.array(z.unknown()).default([]);
const fields = z.looseObject({
  parentRefs: unknowns,
  hostnames: z.array(z.string().min(1)).default([]),
  rules: unknowns,
});
const parentRef = z.looseObject({
  kind: z.string().default('Gateway'),
  namespace: z.string().exactOptional(),
  name: z.string(),
  sectionName: z.string().exactOptional(),
  port: z.int().exactOptional(),
});
const routeRule = z.looseObject({
  name: z.string().exactOptional(),
  matches: unknowns,
  backendRefs: unknowns,
  sessionPersistence: z.unknown().optional(),
});
const match = z.looseObject({
  path: z
    .looseObject({
      type: z.enum(['PathPrefix', 'Exact', 'RegularExpression']).default('PathPrefix'),
      value: z.string().default('/'),
    })
    .prefault({}),
});
const backendRef = z.looseObject({
  group: z.string().default(''),
  kind: z.string().default('Service'),
  name: z.string().min(1),
  namespace: z.string().exactOptional(),
  port: z.int().min(1).max(65535).exactOptional(),
  weight: z.number().default(1),
});

const MATCH = { PathPrefix: 'prefix', Exact: 'exact', RegularExpression: 'regex' } as const satisfies Record<
  string,
  PathMatch
>;

/** How a regular expression is read, as one from the path's beginning. */
export type RegexReader = (expression: string) => string;

/** The HTTPRoutes among objects that hang on a Gateway; those on a Service are for a mesh. */
export function readHttpRoutes(objects: readonly KubernetesObject[], readRegex: RegexReader): HttpRoute[] {
  const gateways = readGateways(objects);
  const told = new Set<Gateway>();
  return objects.flatMap((object): HttpRoute[] => {
    if (!isGatewayApi(object, 'HTTPRoute')) return [];
    const found = readHttpRoute(object, gateways, readRegex);
    if (found === undefined) return [];
    // What a Gateway says is told once, and not again by each of its routes.
    const fresh = found.gateways.filter((gateway) => !told.has(gateway));
    for (const gateway of fresh) told.add(gateway);
    return [{ ...found, unread: [...found.unread, ...fresh.flatMap(({ unread }) => unread)] }];
  });
}

function readHttpRoute(
  object: KubernetesObject,
  all: ReadonlyMap<string, Gateway>,
  readRegex: RegexReader,
): HttpRoute | undefined {
  const parts = partsOf(object);
  const { part } = parts;
  const { name, namespace } = object.metadata;
  const data = part(fields, specOf(object), ['spec']);
  const parents = (data?.parentRefs ?? []).flatMap((value, index) => {
    const parent = part(parentRef, value, ['spec', 'parentRefs', index]);
    return parent === undefined ? [] : [parent];
  });
  const ours = parents.filter(({ kind }) => kind === 'Gateway');
  if (parents.length > 0 && ours.length === 0) return undefined;

  const hosts = data?.hostnames.length ? data.hostnames : [undefined];
  const attached = ours.flatMap((parent) => {
    const gateway = all.get(objectKey(parent.namespace ?? namespace, parent.name));
    return gateway === undefined ? [] : [{ gateway, parent }];
  });
  const className = attached[0]?.gateway.className;
  const rules = (data?.rules ?? []).map((value, index) =>
    readRule(object, value, ['spec', 'rules', index], parts, readRegex),
  );
  const ruleOf = new Map(
    hosts.flatMap((host) =>
      rules.flatMap(({ rule, routed }) =>
        routed.map((one): [Rule, HttpRouteRule] => [{ ...(host !== undefined && { host }), ...one }, rule]),
      ),
    ),
  );
  parts.others(data, ['spec'], ['parentRefs', 'hostnames', 'rules']);
  return {
    object,
    gateways: [...new Set(attached.map(({ gateway }) => gateway))],
    routing: {
      name,
      ...(namespace !== undefined && { namespace }),
      ...(className !== undefined && { className }),
      rules: [...ruleOf.keys()],
      tls: attached.flatMap(({ gateway, parent }) => tlsOf(gateway, hosts, parent)),
    },
    ruleOf,
    unread: parts.unread,
  };
}

interface ReadRule {
  readonly rule: HttpRouteRule;
  /** What it routes, whatever the host. */
  readonly routed: readonly Omit<Rule, 'host'>[];
}

function readRule(
  object: KubernetesObject,
  value: unknown,
  path: Path,
  parts: Parts,
  readRegex: RegexReader,
): ReadRule {
  const data = parts.part(routeRule, value, path);
  if (data === undefined) return { rule: { path, sessionPersistence: undefined }, routed: [] };
  parts.others(data, path, ['name', 'matches', 'backendRefs', 'sessionPersistence']);
  const matches = data.matches.flatMap((entry, index) => {
    const at: Path = [...path, 'matches', index];
    const one = parts.part(match, entry, at);
    parts.others(one, at, ['path']);
    if (one === undefined) return [];
    const { type, value } = one.path;
    // An expression for the whole path begins there anyway.
    const matched = type === 'RegularExpression' ? readRegex(value.replace(/^\^/, '')) : value;
    if (matched.startsWith('/')) return [{ path: matched, match: MATCH[type] }];
    parts.name([...at, 'path', 'value'], "A routing's paths begin with a slash, expressions too.");
    return [];
  });
  const everything = [{ path: '/', match: 'prefix' as const }];
  const backend = readBackend(object, data.backendRefs, [...path, 'backendRefs'], parts);
  const routed = backend && (data.matches.length === 0 ? everything : matches).map((one) => ({ ...one, ...backend }));
  const { name, sessionPersistence } = data;
  return {
    rule: {
      path,
      ...(name !== undefined && { name }),
      ...(backend !== undefined && { service: backend.service }),
      sessionPersistence,
    },
    routed: routed ?? [],
  };
}

/** The Service that most requests of a rule go to; the others are named. */
function readBackend(object: KubernetesObject, values: readonly unknown[], path: Path, parts: Parts) {
  const services = values.flatMap((value, index) => {
    const at: Path = [...path, index];
    const one = parts.part(backendRef, value, at);
    if (one === undefined) return [];
    parts.others(one, at, ['group', 'kind', 'name', 'namespace', 'port', 'weight']);
    const elsewhere = one.namespace !== undefined && one.namespace !== object.metadata.namespace;
    if (one.group !== '' || one.kind !== 'Service' || one.port === undefined || elsewhere) {
      parts.name(at, 'A routing leads to a port of a Service in its own namespace: this is another backend.');
      return [];
    }
    return one.weight > 0 ? [{ service: one.name, port: one.port, weight: one.weight, at }] : [];
  });
  const [first, ...others] = services.toSorted((a, b) => b.weight - a.weight);
  for (const { at } of others)
    parts.name(at, 'A routing leads a path to one Service: the share of this one is left out.');
  return first && { service: first.service, port: first.port };
}
