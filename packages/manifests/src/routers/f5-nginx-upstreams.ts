import * as z from 'zod';
import type { KubernetesObject } from '../objects.ts';
import { NOT_STICKY, type Sticking } from '../read/by-affinity.ts';
import type { Parts } from '../read/parts.ts';
import type { Path } from '../router.ts';
import type { Rule } from '../routing.ts';
import { affinityOfLbMethod, readNginxCookie } from './f5-nginx-cookie.ts';

const text = z.string().nullish();
const upstreamPart = z.looseObject({
  name: z.string().min(1),
  service: z.string().min(1),
  port: z.int().min(1).max(65535),
  'lb-method': text,
  'use-cluster-ip': z.boolean().nullish(),
});
const cookiePart = z
  .looseObject({
    enable: z.boolean().nullish(),
    name: text,
    path: text,
    expires: text,
    domain: text,
    secure: z.boolean().nullish(),
    httpOnly: z.boolean().nullish(),
    samesite: text,
  })
  .nullish();
const COOKIE_FIELDS = ['enable', 'name', 'path', 'expires', 'domain', 'secure', 'httpOnly', 'samesite'];
const UPSTREAM_REASONS: ReadonlyMap<string, string> = new Map([
  ['use-cluster-ip', "The Service's address is the only endpoint: Kubernetes picks the pod, whatever the cookie."],
  ['subselector', 'Of the pods of the Service only those with these labels are met.'],
  ['next-upstream', 'Says which failures are passed to the next pod, away from that of the session.'],
]);
/** An upstream of a VirtualServer: a Service, and how it keeps clients. */
export interface Upstream extends Pick<Rule, 'service' | 'port'> {
  readonly sticking: Sticking;
}

/** The upstreams by their names; what of them neither a routing nor an affinity can say goes to `parts`. */
export function readUpstreams(
  object: KubernetesObject,
  parts: Parts,
  values: readonly unknown[],
): ReadonlyMap<string, Upstream> {
  const upstreams = new Map<string, Upstream>();
  for (const [at, value] of values.entries()) {
    const path: Path = ['spec', 'upstreams', at];
    const upstream = parts.part(upstreamPart, value, path);
    if (upstream === undefined) continue;
    const { name, service, port, 'lb-method': method } = upstream;
    const cookie = parts.part(cookiePart, upstream.sessionCookie, [...path, 'sessionCookie']);
    const byMethod = affinityOfLbMethod(method ?? '');
    const understood = ['name', 'service', 'port', 'sessionCookie', ...(byMethod === undefined ? [] : ['lb-method'])];
    if (upstream['use-cluster-ip'] !== true) understood.push('use-cluster-ip');
    parts.others(upstream, path, understood, UPSTREAM_REASONS);
    parts.others(cookie, [...path, 'sessionCookie'], COOKIE_FIELDS);
    let sticking: Sticking = byMethod === undefined ? NOT_STICKY : { affinity: byMethod };
    if (cookie?.enable === true) sticking = readSessionCookie(object, cookie, [...path, 'sessionCookie']);
    else if (cookie != null) parts.name([...path, 'sessionCookie'], 'Does nothing without enable: true.');
    upstreams.set(name, { service, port, sticking });
  }
  return upstreams;
}

function readSessionCookie(
  object: KubernetesObject,
  cookie: NonNullable<z.infer<typeof cookiePart>>,
  path: Path,
): Sticking {
  const { name, expires, domain, secure, samesite } = cookie;
  const said = {
    name: name ?? undefined,
    expires: expires ?? undefined,
    domain: domain ?? undefined,
    path: cookie.path ?? undefined,
    secure: secure ?? undefined,
    samesite: samesite || undefined,
  };
  const { cookie: affinity, unread } = readNginxCookie(object, said, (field) => [...path, field]);
  return { affinity, unread };
}
