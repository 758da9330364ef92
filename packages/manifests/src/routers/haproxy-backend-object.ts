import * as z from 'zod';
import type { KubernetesObject } from '../objects.ts';
import type { Sticking } from '../read/by-affinity.ts';
import { readCookie } from '../read/cookie.ts';
import { kindOf } from '../read/object-index.ts';
import { type Parts, partsOf } from '../read/parts.ts';
import type { Path } from '../router.ts';
import { quote } from '../rules/quote.ts';
import { affinityOfBalance, readCookieAttributes } from './haproxy-cookie.ts';

export const BACKEND = 'ingress.v3.haproxy.org/Backend';
/** The same fields, below spec.config. */
export const OLD_BACKEND = 'ingress.v1.haproxy.org/Backend';

const fields = z.record(z.string(), z.unknown());
const values = z.array(z.looseObject({ value: z.string() })).nullish();
const cookiePart = z.looseObject({ name: z.string().min(1), domain: values, attr: values }).nullish();
const balancePart = z.looseObject({ algorithm: z.string(), hdr_name: z.string().nullish() }).nullish();
const COOKIE = ['name', 'type', 'dynamic', 'indirect', 'nocache', 'httponly', 'secure', 'domain', 'attr'];
const COOKIE_REASONS: ReadonlyMap<string, string> = new Map([
  ['maxlife', 'HAProxy lets a session go so many seconds after its first request, whatever the browser keeps.'],
  ['maxidle', 'HAProxy lets a session go after so many seconds without a request.'],
  ['preserve', 'A cookie that the app sets itself stays: the app chooses the pod.'],
  ['postonly', 'The cookie is set on answers to POST alone.'],
  ['type', 'HAProxy writes into a cookie that the app sets, and sets none of its own.'],
  ['dynamic', 'The cookie has the name of a slot of HAProxy instead of a hash of the address of the pod.'],
  ['httponly', 'Scripts of the page can read the cookie.'],
]);

/** How a Backend of HAProxy keeps clients. */
export function readBackend(backend: KubernetesObject): Sticking {
  const parts = partsOf(backend);
  const top = parts.part(fields, 'spec' in backend ? backend.spec : undefined, ['spec']) ?? {};
  const old = kindOf(backend) === OLD_BACKEND;
  const at: Path = old ? ['spec', 'config'] : ['spec'];
  const spec = old ? (parts.part(fields.nullish(), top.config, at) ?? {}) : top;
  parts.others(spec, at, ['name', 'mode', 'cookie', 'balance']);
  const cookie = parts.part(cookiePart, spec.cookie, [...at, 'cookie']);
  const balance = parts.part(balancePart, spec.balance, [...at, 'balance']);
  const algorithm = balance?.hdr_name ? `${balance.algorithm}(${balance.hdr_name})` : (balance?.algorithm ?? '');
  if (cookie != null) return { from: [backend], ...readBackendCookie(backend, parts, cookie, [...at, 'cookie']) };
  const affinity = affinityOfBalance(algorithm);
  parts.others(balance, [...at, 'balance'], affinity === undefined ? [] : ['algorithm', 'hdr_name']);
  return { affinity: affinity ?? { kind: 'none' }, from: [backend], unread: parts.unread };
}

function readBackendCookie(
  backend: KubernetesObject,
  parts: Parts,
  cookie: NonNullable<z.infer<typeof cookiePart>>,
  at: Path,
): Pick<Sticking, 'affinity' | 'unread'> {
  const usual = new Map<string, unknown>([
    ['type', 'insert'],
    ['dynamic', true],
    ['httponly', true],
  ]);
  const odd = [...usual].filter(([field, value]) => cookie[field] != null && cookie[field] !== value);
  const understood = COOKIE.filter((field) => !odd.some(([name]) => name === field));
  parts.others(cookie, at, understood, COOKIE_REASONS);
  const { values: attributes, unknown } = readCookieAttributes((cookie.attr ?? []).map(({ value }) => value));
  for (const name of unknown) parts.name([...at, 'attr'], `The attribute ${quote(name)} is no part of an affinity.`);
  const attribute = (name: string) => ({ value: attributes.get(name), path: [...at, 'attr'] });
  const domains = cookie.domain ?? [];
  if (domains.length > 1) parts.name([...at, 'domain'], 'Browsers take one domain: the last.');
  const reading = readCookie(
    backend,
    'pinned',
    {
      name: { value: cookie.name, path: [...at, 'name'] },
      maxAgeSeconds: attribute('max-age'),
      path: attribute('path'),
      sameSite: attribute('samesite'),
      secure: { value: cookie.secure, path: [...at, 'secure'] },
      domain: { value: domains.at(-1)?.value, path: [...at, 'domain'] },
    },
    'haproxy',
  );
  return { affinity: reading.cookie, unread: [...parts.unread, ...reading.unread] };
}
