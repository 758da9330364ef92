import * as z from 'zod';
import type { KubernetesObject } from '../objects.ts';
import type { Path } from '../router.ts';
import { NOT_STICKY, type Sticking } from './by-affinity.ts';
import { readHashCookie } from './hash-cookie.ts';
import { type Parts, partsOf } from './parts.ts';

const named = z.looseObject({ name: z.string() });
const cookie = z.looseObject({
  name: z.string(),
  ttl: z.unknown().optional(),
  attributes: z.record(z.string(), z.string()).default({}),
});
type HashCookie = z.infer<typeof cookie>;
const balancing = z.looseObject({
  type: z.string(),
  consistentHash: z
    .looseObject({
      type: z.string(),
      cookie: cookie.exactOptional(),
      header: named.exactOptional(),
      headers: z.array(named).default([]),
    })
    .exactOptional(),
});

const AT: Path = ['spec', 'loadBalancer'];
const HASH: Path = [...AT, 'consistentHash'];

/** What `loadBalancer` of an Envoy Gateway BackendTrafficPolicy says. */
export function readConsistentHash(object: KubernetesObject, value: unknown): Sticking {
  if (value === undefined || value === null) return NOT_STICKY;
  const parts = partsOf(object);
  const { unread } = parts;
  const data = parts.part(balancing, value, AT);
  const hash = data?.consistentHash;
  if (data?.type !== 'ConsistentHash' || hash === undefined) return { ...NOT_STICKY, unread };
  parts.others(data, AT, ['type', 'consistentHash']);
  parts.others(hash, HASH, ['type', 'cookie', 'header', 'headers', 'tableSize']);
  const [header = hash.header, second] = hash.headers;
  switch (hash.type) {
    case 'SourceIP':
      return { affinity: { kind: 'client-address' }, unread };
    case 'Header':
    case 'Headers':
      if (header === undefined) break;
      if (second !== undefined) {
        parts.name([...HASH, 'headers', 1], 'All headers are hashed together: an affinity has one.');
      }
      return { affinity: { kind: 'header', name: header.name.toLowerCase() }, unread };
    case 'Cookie':
      if (hash.cookie === undefined) break;
      return readAttributes(object, hash.cookie, parts);
    default:
      parts.name([...HASH, 'type'], 'This hashes something else than a cookie, an address or a header.');
  }
  return { ...NOT_STICKY, unread };
}

function readAttributes(object: KubernetesObject, cookie: HashCookie, parts: Parts): Sticking {
  const at: Path = [...HASH, 'cookie'];
  parts.others(cookie, at, ['name', 'ttl', 'attributes']);
  // Browsers read the names of attributes in any case (RFC 6265 5.2).
  const attributes = new Map(
    Object.entries(cookie.attributes).map(([name, value]) => [
      name.toLowerCase(),
      { value, path: [...at, 'attributes', name] },
    ]),
  );
  for (const [name, { path }] of attributes) {
    if (!KNOWN.has(name)) parts.name(path, 'No affinity says this attribute of a cookie.');
  }
  const text = (name: string) => attributes.get(name) ?? { value: undefined, path: at };
  const said = readHashCookie(
    object,
    at,
    {
      name: { value: cookie.name, path: [...at, 'name'] },
      path: text('path'),
      domain: text('domain'),
      sameSite: text('samesite'),
      secure: { value: attributes.has('secure') || undefined, path: at },
    },
    { value: cookie.ttl, path: [...at, 'ttl'] },
  );
  return { ...said, unread: [...parts.unread, ...(said.unread ?? [])] };
}

const KNOWN = new Set(['path', 'domain', 'samesite', 'secure', 'httponly']);
