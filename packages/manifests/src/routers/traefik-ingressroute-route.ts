import * as z from 'zod';
import type { KubernetesObject } from '../objects.ts';
import { NOT_STICKY, type Sticking } from '../read/by-affinity.ts';
import { readCookie } from '../read/cookie.ts';
import type { Parts } from '../read/parts.ts';
import type { Path } from '../router.ts';
import type { Rule } from '../routing.ts';
import { quote } from '../rules/quote.ts';
import { parseTraefikRule } from '../rules/traefik-rule.ts';
import { NO_NAME } from './traefik-cookie.ts';

const fields = z.record(z.string(), z.unknown());
const text = z.string().nullish();
const routePart = z.looseObject({ match: z.string(), services: z.array(z.unknown()).nullish() });
const servicePart = z.looseObject({
  name: z.string().min(1),
  kind: text,
  port: z.union([z.int().min(1).max(65535), z.string().min(1)]),
  strategy: text,
  nativeLB: z.boolean().nullish(),
  sticky: z.looseObject({ cookie: fields.nullish() }).nullish(),
});
const ROUTE = ['kind', 'match', 'services'];
const COOKIE = ['name', 'secure', 'httpOnly', 'sameSite', 'maxAge', 'path', 'domain'];
const SERVICE_REASONS: ReadonlyMap<string, string> = new Map([
  ['nativeLB', "The Service's address is the only server: Kubernetes picks the pod, whatever the cookie."],
  ['nodePortLB', 'The nodes are the servers: Kubernetes picks the pod, whatever the cookie.'],
  ['strategy', 'Picks the pods of requests without a session.'],
  ['namespace', 'The Service is in another namespace, which no routing says.'],
]);

/** A rule of an IngressRoute, and how its Service keeps clients. */
export interface Routed {
  readonly rule: Rule;
  readonly sticking: Sticking;
}

/** The rules of a route; what of it no rule can say goes to `parts`. */
export function readRoute(object: KubernetesObject, parts: Parts, value: unknown, at: Path): Routed[] {
  const route = parts.part(routePart, value, at);
  if (route === undefined) return [];
  parts.others(route, at, ROUTE);
  const matches = parseTraefikRule(route.match);
  if (matches === undefined) {
    parts.name([...at, 'match'], 'The rule asks for more than hosts and paths, or is none: carry it over by hand.');
  }
  const services = route.services ?? [];
  if (services.length > 1) {
    parts.name(
      [...at, 'services'],
      'Several Services share the requests, and the cookie of each keeps clients only within it.',
    );
  }
  return services.slice(0, 1).flatMap((entry) => {
    const path = [...at, 'services', 0];
    const service = parts.part(servicePart, entry, path);
    if (service === undefined) return [];
    if (service.kind != null && service.kind !== 'Service') {
      parts.name(
        [...path, 'kind'],
        `This leads to something of the kind ${quote(service.kind)}, not to a Service's pods.`,
      );
      return [];
    }
    const sticking = readSticking(object, parts, service, path);
    return (matches ?? []).map((match) => ({
      rule: { ...match, service: service.name, port: service.port },
      sticking,
    }));
  });
}

function readSticking(
  object: KubernetesObject,
  parts: Parts,
  service: z.infer<typeof servicePart>,
  at: Path,
): Sticking {
  const cookie = service.sticky?.cookie;
  const understood = ['name', 'kind', 'port', 'sticky'];
  if (service.nativeLB !== true) understood.push('nativeLB');
  if (service.strategy === 'hrw' && cookie == null) understood.push('strategy');
  parts.others(service, at, understood, SERVICE_REASONS);
  if (cookie == null) return service.strategy === 'hrw' ? { affinity: { kind: 'client-address' } } : NOT_STICKY;
  const path = [...at, 'sticky', 'cookie'];
  parts.others(cookie, path, cookie.httpOnly === false ? COOKIE.filter((field) => field !== 'httpOnly') : COOKIE);
  const said = (field: string) => ({ value: cookie[field], path: [...path, field] });
  const reading = readCookie(
    object,
    'pinned',
    {
      name: said('name'),
      // An age of 0 says that there is none.
      maxAgeSeconds: cookie.maxAge === 0 ? { value: undefined, path } : said('maxAge'),
      path: said('path'),
      domain: said('domain'),
      secure: said('secure'),
      sameSite: said('sameSite'),
    },
    String(NO_NAME.instead),
  );
  return { affinity: reading.cookie, assumed: cookie.name == null ? [NO_NAME] : [], unread: reading.unread };
}
