import * as z from 'zod';
import type { Affinity } from '../affinity.ts';
import type { KubernetesObject } from '../objects.ts';
import { kindOf } from '../read/object-index.ts';
import { type Parts, partsOf } from '../read/parts.ts';
import { specOf } from '../read/spec.ts';
import { readTtlCookie } from '../read/ttl-cookie.ts';
import type { Path, Reading, Unread } from '../router.ts';
import type { Rule, Tls } from '../routing.ts';
import { fromWholePath } from '../rules/whole-path-regex.ts';

/** What `render` calls the resolver of endpoints. */
export const RESOLVER = 'endpoint';

const text = z.string().nullish();
const mapping = z.looseObject({
  hostname: text,
  host: text,
  prefix: z.string().min(1),
  prefix_regex: z.boolean().nullish(),
  prefix_exact: z.boolean().nullish(),
  rewrite: text,
  service: z.string().min(1).max(500),
  resolver: text,
  load_balancer: z
    .looseObject({
      policy: text,
      cookie: z.record(z.string(), z.unknown()).nullish(),
      header: z.string().min(1).max(200).nullish(),
      source_ip: z.boolean().nullish(),
    })
    .nullish(),
});
const hostFields = z.looseObject({ hostname: text, tlsSecret: z.looseObject({ name: z.string().min(1) }).nullish() });

/** What render says of a Host without TLS. */
const served = z.strictObject({ insecure: z.strictObject({ action: z.literal('Route') }) });

const UNDERSTOOD = [
  'hostname',
  'host',
  'prefix',
  'prefix_regex',
  'prefix_exact',
  'rewrite',
  'service',
  'resolver',
  'load_balancer',
];

interface HostTls {
  readonly object: KubernetesObject;
  readonly hostname: string;
  readonly secretName: string | undefined;
  readonly unread: readonly Unread[];
}

/** One reading for each Mapping, with the TLS of the Hosts that serve it. */
export function read(objects: readonly KubernetesObject[]): readonly Reading[] {
  const hosts = Map.groupBy(objects.flatMap(hostOf), ({ object }) => object.metadata.namespace);
  return objects.flatMap((object): Reading[] => {
    if (kindOf(object) !== 'getambassador.io/Mapping') return [];
    const parts = partsOf(object);
    const spec = parts.part(mapping, specOf(object), ['spec']);
    parts.others(spec, ['spec'], UNDERSTOOD);
    const { name, namespace } = object.metadata;
    const hostname = spec?.hostname ?? spec?.host ?? '*';
    const serving = (hosts.get(namespace) ?? []).filter((host) => covers(host.hostname, hostname));
    return [
      {
        routing: {
          name,
          ...(namespace !== undefined && { namespace }),
          rules: spec === undefined ? [] : rulesOf(spec, hostname, namespace, parts),
          tls: serving.flatMap(tlsOf),
        },
        affinity: spec === undefined ? { kind: 'none' } : affinityOf(spec, parts),
        from: [object, ...serving.map((host) => host.object)],
        assumed: [],
        unread: [...parts.unread, ...serving.flatMap((host) => host.unread)],
      },
    ];
  });
}

function hostOf(object: KubernetesObject): HostTls[] {
  if (kindOf(object) !== 'getambassador.io/Host') return [];
  const parts = partsOf(object);
  const spec = specOf(object);
  const data = parts.part(hostFields, spec, ['spec']);
  const plain = data?.tlsSecret == null && served.safeParse(spec.requestPolicy).success;
  parts.others(data, ['spec'], ['hostname', 'tlsSecret', ...(plain ? ['requestPolicy'] : [])]);
  const { unread } = parts;
  return data === undefined
    ? []
    : [{ object, hostname: data.hostname ?? '*', secretName: data.tlsSecret?.name, unread }];
}

function tlsOf({ hostname, secretName }: HostTls): Tls[] {
  return secretName === undefined ? [] : [{ ...(hostname !== '*' && { host: hostname }), secretName }];
}

function covers(wide: string, host: string): boolean {
  return wide === host || wide === '*' || (wide.startsWith('*.') && host.endsWith(wide.slice(1)));
}

function rulesOf(spec: z.infer<typeof mapping>, hostname: string, namespace: string | undefined, parts: Parts): Rule[] {
  if (spec.rewrite !== '' && spec.rewrite !== spec.prefix && !(spec.rewrite == null && spec.prefix === '/')) {
    const at: Path = spec.rewrite == null ? ['spec', 'prefix'] : ['spec', 'rewrite'];
    parts.name(
      at,
      'The prefix is cut from the path, or replaced, before the Service sees it: a routing cannot say that.',
    );
  }
  const [, service, ns, port = '80'] =
    /^(?:https?:\/\/)?([^.:/]+)(?:\.([^.:/]+)[^:/]*)?(?::(\d{1,5}))?\/?$/.exec(spec.service) ?? [];
  if (service === undefined || (ns !== undefined && ns !== namespace)) {
    parts.name(['spec', 'service'], 'This is no Service of the same namespace: a routing cannot lead there.');
    return [];
  }
  const matched = spec.prefix_regex
    ? { path: fromWholePath(spec.prefix), match: 'regex' as const }
    : { path: spec.prefix, match: spec.prefix_exact ? ('exact' as const) : ('prefix' as const) };
  return [{ ...(hostname !== '*' && { host: hostname }), ...matched, service, port: Number(port) }];
}

function affinityOf({ load_balancer: balancer, resolver }: z.infer<typeof mapping>, parts: Parts): Affinity {
  if (balancer == null) return { kind: 'none' };
  const at: Path = ['spec', 'load_balancer'];
  parts.others(balancer, at, ['policy', 'cookie', 'header', 'source_ip']);
  if (balancer.policy !== 'ring_hash' && balancer.policy !== 'maglev') {
    parts.name([...at, 'policy'], 'This spreads the load and keeps nobody on a pod.');
    return { kind: 'none' };
  }
  if (resolver == null)
    parts.name(at, 'This does nothing unless the Mapping, or the Module, has a resolver of endpoints.');
  if (balancer.cookie != null) return readTtlCookie(balancer.cookie, parts, [...at, 'cookie']);
  if (balancer.header != null) return { kind: 'header', name: balancer.header.toLowerCase() };
  return balancer.source_ip === true ? { kind: 'client-address' } : { kind: 'none' };
}
