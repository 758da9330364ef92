import * as z from 'zod';
import type { Affinity } from '../affinity.ts';
import type { KubernetesObject } from '../objects.ts';
import { byAffinity, NOT_STICKY, type Sticking } from '../read/by-affinity.ts';
import { readCookie } from '../read/cookie.ts';
import { type PathReader, readIngress } from '../read/ingress.ts';
import { type ObjectIndex, objectIndex } from '../read/object-index.ts';
import { partsOf } from '../read/parts.ts';
import { specOf } from '../read/spec.ts';
import { unreadAnnotations } from '../read/unread.ts';
import type { Reading } from '../router.ts';

/** The annotation by which a Service names its policy. */
export const POLICY = 'konghq.com/upstream-policy';
const KIND = 'configuration.konghq.com/KongUpstreamPolicy';

const readPath: PathReader = (path, pathType) => {
  if (pathType === 'Prefix' || pathType === 'Exact') return { path, match: pathType === 'Exact' ? 'exact' : 'prefix' };
  return path.startsWith('/~') ? { path: path.slice(2), match: 'regex' } : { path, match: 'prefix' };
};

const record = z.record(z.string(), z.unknown());
const policySpec = z.looseObject({
  algorithm: z.string().nullish(),
  hashOn: record.nullish(),
  stickySessions: record.nullish(),
});

/** One reading for each affinity of each Ingress. */
export function read(objects: readonly KubernetesObject[]): readonly Reading[] {
  const find = objectIndex(objects);
  const policies = new Map<KubernetesObject, Sticking>();
  const services = new Map<KubernetesObject, Sticking>();
  return objects.flatMap((object) => {
    const ingress = readIngress(object, readPath);
    if (ingress === undefined) return [];
    const { namespace } = object.metadata;
    const unread = [...ingress.unread, ...unreadAnnotations(object, ['konghq.com/'], [])];
    return byAffinity(ingress.routing, { from: [object], unread }, ({ service }) => {
      const found = find('/Service', service, namespace);
      return found === undefined ? NOT_STICKY : once(services, found, () => ofService(found, find, policies));
    });
  });
}

/** The value that was made for a key before, so that what stands once is told once. */
function once<K, V>(made: Map<K, V>, key: K, make: () => V): V {
  const value = made.get(key) ?? make();
  made.set(key, value);
  return value;
}

function ofService(service: KubernetesObject, find: ObjectIndex, policies: Map<KubernetesObject, Sticking>): Sticking {
  const unread = unreadAnnotations(service, ['konghq.com/'], [POLICY]);
  const { namespace, annotations } = service.metadata;
  const policy = find(KIND, annotations?.[POLICY] ?? '', namespace);
  if (policy === undefined) return { ...NOT_STICKY, unread };
  const sticking = once(policies, policy, () => ofPolicy(policy));
  return { ...sticking, from: [service, policy], unread: [...unread, ...(sticking.unread ?? [])] };
}

function ofPolicy(policy: KubernetesObject): Sticking {
  const parts = partsOf(policy);
  const spec = parts.part(policySpec, specOf(policy), ['spec']);
  if (spec === undefined) return { ...NOT_STICKY, unread: parts.unread };
  parts.others(spec, ['spec'], ['algorithm', 'hashOn', 'stickySessions']);
  const pinned = spec.algorithm === 'sticky-sessions';
  const at = pinned ? 'stickySessions' : 'hashOn';
  const said = spec[at] ?? {};
  parts.others(said, ['spec', at], pinned ? ['cookie', 'cookiePath'] : ['cookie', 'cookiePath', 'header', 'input']);
  const affinity = ((): Affinity => {
    if (pinned || (spec.algorithm === 'consistent-hashing' && said.cookie !== undefined)) {
      const { cookie, unread } = readCookie(
        policy,
        pinned ? 'pinned' : 'hashed',
        {
          name: { value: said.cookie, path: ['spec', at, 'cookie'] },
          path: { value: said.cookiePath, path: ['spec', at, 'cookiePath'] },
        },
        'session',
      );
      parts.unread.push(...unread);
      return cookie;
    }
    if (spec.algorithm !== 'consistent-hashing') return { kind: 'none' };
    if (typeof said.header === 'string') return { kind: 'header', name: said.header.toLowerCase() };
    return said.input === 'ip' ? { kind: 'client-address' } : { kind: 'none' };
  })();
  return { affinity, unread: parts.unread };
}
