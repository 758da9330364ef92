import * as z from 'zod';
import type { Affinity } from '../affinity.ts';
import type { KubernetesObject } from '../objects.ts';
import { byAffinity, NOT_STICKY, type Sticking } from '../read/by-affinity.ts';
import { readCookie } from '../read/cookie.ts';
import { kindOf, objectIndex } from '../read/object-index.ts';
import { type Parts, partsOf } from '../read/parts.ts';
import { specOf } from '../read/spec.ts';
import type { Path, Reading, Unread } from '../router.ts';
import type { Rule, Tls } from '../routing.ts';

const text = z.string().nullish();
const list = z.array(z.unknown()).nullish();
const texts = z.array(z.string().min(1)).nullish();
const http = z.looseObject({
  match: z.looseObject({ hosts: texts, paths: z.array(z.string().min(1)).min(1) }),
  backends: z
    .array(
      z.looseObject({
        serviceName: z.string().min(1),
        servicePort: z.union([z.int().min(1).max(65535), z.string().min(1)]),
      }),
    )
    .min(1),
});
const tlsFields = z.looseObject({
  hosts: z.array(z.string().min(1)),
  secret: z.looseObject({ name: z.string().min(1) }),
});
const loadBalancer = z.looseObject({ type: text, hashOn: text, key: z.string().max(200).nullish() });

interface Certificate {
  readonly object: KubernetesObject;
  readonly tls: Tls;
  readonly unread: readonly Unread[];
}

/** One reading for each affinity of each ApisixRoute. */
export function read(objects: readonly KubernetesObject[]): readonly Reading[] {
  const find = objectIndex(objects);
  const made = new Map<KubernetesObject, Sticking>();
  const certificates = Map.groupBy(objects.flatMap(certificatesOf), ({ object, tls }) => {
    return `${object.metadata.namespace ?? ''}/${tls.host}`;
  });
  return objects.flatMap((object) => {
    if (kindOf(object) !== 'apisix.apache.org/ApisixRoute') return [];
    const parts = partsOf(object);
    const spec = specOf(object);
    parts.others(spec, ['spec'], ['ingressClassName', 'http']);
    const { name, namespace } = object.metadata;
    const className = parts.part(text, spec.ingressClassName, ['spec', 'ingressClassName']);
    const rules = (parts.part(list, spec.http, ['spec', 'http']) ?? []).flatMap((value, at) =>
      rulesOf(value, at, parts),
    );
    const hosts = [
      ...new Set(rules.flatMap(({ host }) => (host === undefined ? [] : [host, host.replace(/^[^.]+/, '*')]))),
    ];
    const shown = hosts.flatMap((host) => certificates.get(`${namespace ?? ''}/${host}`) ?? []);
    const routing = {
      name,
      ...(namespace !== undefined && { namespace }),
      ...(className != null && { className }),
      rules,
      tls: shown.map(({ tls }) => tls),
    };
    const from = [object, ...shown.map((certificate) => certificate.object)];
    const unread = [...new Set([...parts.unread, ...shown.flatMap((certificate) => certificate.unread)])];
    return byAffinity(routing, { from, unread }, ({ service }) => {
      const upstream = find('apisix.apache.org/ApisixUpstream', service, namespace);
      if (upstream === undefined) return NOT_STICKY;
      const sticking = made.get(upstream) ?? ofUpstream(upstream);
      made.set(upstream, sticking);
      return sticking;
    });
  });
}

function certificatesOf(object: KubernetesObject): readonly Certificate[] {
  if (kindOf(object) !== 'apisix.apache.org/ApisixTls') return [];
  const parts = partsOf(object);
  const data = parts.part(tlsFields, specOf(object), ['spec']);
  parts.others(data, ['spec'], ['ingressClassName', 'hosts', 'secret']);
  const secretName = data?.secret.name ?? '';
  return (data?.hosts ?? []).map((host) => ({ object, tls: { host, secretName }, unread: parts.unread }));
}

function rulesOf(value: unknown, at: number, parts: Parts): Rule[] {
  const path: Path = ['spec', 'http', at];
  const data = parts.part(http, value, path);
  const [first, ...more] = data?.backends ?? [];
  if (data === undefined || first === undefined) return [];
  parts.others(data, path, ['name', 'match', 'backends']);
  parts.others(data.match, [...path, 'match'], ['hosts', 'paths']);
  parts.others(first, [...path, 'backends', 0], ['serviceName', 'servicePort', 'weight']);
  more.forEach((_, index) => {
    parts.name([...path, 'backends', index + 1], 'A rule leads to one Service: this one is left out, with its weight.');
  });
  const hosts = data.match.hosts?.length ? data.match.hosts : [undefined];
  return hosts.flatMap((host) =>
    matchesOf(data.match.paths).map((matched) => ({
      ...(host !== undefined && { host }),
      ...matched,
      service: first.serviceName,
      port: first.servicePort,
    })),
  );
}

/** A `*` at the end means any text; a path and all below it together are a prefix by path elements. */
function matchesOf(paths: readonly string[]): Pick<Rule, 'path' | 'match'>[] {
  const all = new Set(paths);
  return paths.flatMap((path): Pick<Rule, 'path' | 'match'>[] => {
    if (!path.endsWith('*')) return all.has(`${path}/*`) ? [] : [{ path, match: 'exact' }];
    const start = path.slice(0, -1);
    const bare = start.replace(/\/$/, '');
    return [{ path: bare !== start && all.has(bare) ? bare : start || '/', match: 'prefix' }];
  });
}

function ofUpstream(object: KubernetesObject): Sticking {
  const parts = partsOf(object);
  const spec = specOf(object);
  parts.others(spec, ['spec'], ['ingressClassName', 'loadbalancer']);
  const at: Path = ['spec', 'loadbalancer'];
  const said = parts.part(loadBalancer.nullish(), spec.loadbalancer, at);
  parts.others(said, at, ['type', 'hashOn', 'key']);
  const affinity = ((): Affinity => {
    if (said?.type !== 'chash') return { kind: 'none' };
    if (said.hashOn === 'cookie') {
      const { cookie, unread } = readCookie(
        object,
        'hashed',
        { name: { value: said.key, path: [...at, 'key'] } },
        'session',
      );
      parts.unread.push(...unread);
      return cookie;
    }
    if (said.hashOn === 'header' && said.key) return { kind: 'header', name: said.key.toLowerCase() };
    if ((said.hashOn ?? 'vars') === 'vars' && said.key === 'remote_addr') return { kind: 'client-address' };
    parts.name([...at, 'key'], 'This hashes something else than a cookie, a header or the client address.');
    return { kind: 'none' };
  })();
  return { affinity, from: [object], unread: parts.unread };
}
