import * as z from 'zod';
import type { KubernetesObject } from '../objects.ts';
import type { Path, Unread } from '../router.ts';
import type { PathMatch, Routing, Rule, Tls } from '../routing.ts';
import { isLiteral, matchOfRegex } from '../rules/path-regex.ts';
import { quote } from '../rules/quote.ts';
import { misshapen } from './unread.ts';

/** What an Ingress says, whatever its router. */
export interface IngressRouting {
  readonly routing: Routing;
  /** What it says of routing and a Routing cannot say: backends that are no Services, parts of a wrong shape. */
  readonly unread: readonly Unread[];
}

/** What a router makes of a path and its pathType, which is absent in Ingresses from before 1.18. */
export type PathReader = (path: string, pathType: string | undefined, host: string | undefined) => MatchedPath;
export type MatchedPath = Pick<Rule, 'path' | 'match'>;

const serviceBackend = z.union([
  z
    .looseObject({
      service: z.looseObject({
        name: z.string().min(1),
        port: z.union([
          z.looseObject({ number: z.int().min(1).max(65535) }).transform(({ number }) => number),
          z.looseObject({ name: z.string().min(1) }).transform(({ name }) => name),
        ]),
      }),
    })
    .transform(({ service: { name, port } }) => ({ service: name, port })),
  // networking.k8s.io/v1beta1, gone since Kubernetes 1.22 but not from people's files.
  z
    .looseObject({
      serviceName: z.string().min(1),
      servicePort: z.union([z.int().min(1).max(65535), z.string().min(1)]),
    })
    .transform(({ serviceName, servicePort }) => ({ service: serviceName, port: servicePort })),
]);
const resourceBackend = z.looseObject({ resource: z.looseObject({ kind: z.string() }) });
const empty = z.union([z.literal(''), z.null()]).transform(() => undefined);
const optionalText = z.union([empty, z.string()]).optional();
const list = z.union([z.null().transform(() => []), z.array(z.unknown())]).default([]);

const ingress = z.looseObject({
  apiVersion: z.string().regex(/^(networking\.k8s\.io|extensions)\//),
  kind: z.literal('Ingress'),
  spec: z.unknown(),
});
const specFields = z.record(z.string(), z.unknown());
const tlsEntry = z.looseObject({ hosts: z.array(z.string().min(1)).nullish(), secretName: optionalText });
const hostRule = z.looseObject({ host: optionalText, http: z.looseObject({ paths: list }).nullish() });
const pathEntry = z.looseObject({ path: optionalText, pathType: optionalText, backend: z.unknown() });

/** The annotation from before there were classes. */
const OLD_CLASS = 'kubernetes.io/ingress.class';

/** Prefix and Exact as Kubernetes means them, and ImplementationSpecific as the router does. */
export function byPathType(implementation: PathMatch | ((path: string) => PathMatch)): PathReader {
  return (path, pathType) => {
    if (pathType === 'Prefix') return { path, match: 'prefix' };
    if (pathType === 'Exact') return { path, match: 'exact' };
    return { path, match: typeof implementation === 'function' ? implementation(path) : implementation };
  };
}

/** All paths as regular expressions. A Prefix without special characters still is one, but for its last element. */
export const byRegex: PathReader = (path, pathType) =>
  pathType === 'Prefix' && isLiteral(path) ? { path, match: 'prefix' } : matchOfRegex(path);

/**
 * The routing that an Ingress says; undefined for any other object. A part of another shape than Kubernetes takes is left out
 * and named in `unread`. The default backend becomes a rule for every host of the Ingress that has none for `/`, and for all
 * other hosts: it gets what no rule takes.
 */
export function readIngress(object: KubernetesObject, readPath = byPathType('prefix')): IngressRouting | undefined {
  const { data } = ingress.safeParse(object);
  if (data === undefined) return undefined;
  const unread: Unread[] = [];
  /** A part of the spec as the schema gives it; what does not fit is named. */
  function part<T>(schema: z.ZodType<T>, value: unknown, path: Path): T | undefined {
    const result = schema.safeParse(value);
    if (!result.success) unread.push(misshapen(object, path));
    return result.data;
  }

  function backendOf(value: unknown, path: Path) {
    const other = resourceBackend.safeParse(value);
    if (!other.success) return part(serviceBackend, value, path);
    unread.push({
      object,
      path,
      reason: `This leads to something of the kind ${quote(other.data.resource.kind)}, not to a Service's pods.`,
    });
    return undefined;
  }

  const spec = part(specFields, data.spec ?? {}, ['spec']) ?? {};
  const rules = (part(list, spec.rules, ['spec', 'rules']) ?? []).flatMap((value, at): Rule[] => {
    const here: Path = ['spec', 'rules', at];
    const { host, http } = part(hostRule, value, here) ?? {};
    return (http?.paths ?? []).flatMap((there, index): Rule[] => {
      const path: Path = [...here, 'http', 'paths', index];
      const entry = part(pathEntry, there, path);
      const backend = entry && backendOf(entry.backend, [...path, 'backend']);
      if (backend === undefined) return [];
      return [
        { ...(host !== undefined && { host }), ...readPath(entry?.path ?? '/', entry?.pathType, host), ...backend },
      ];
    });
  });
  // `backend` is the name of v1beta1.
  const field = spec.defaultBackend === undefined ? 'backend' : 'defaultBackend';
  const rest = spec[field] == null ? undefined : backendOf(spec[field], ['spec', field]);
  const tls = (part(list, spec.tls, ['spec', 'tls']) ?? []).flatMap((value, at): Tls[] => {
    const entry = part(tlsEntry, value, ['spec', 'tls', at]);
    if (entry === undefined) return [];
    const secret = entry.secretName === undefined ? {} : { secretName: entry.secretName };
    return entry.hosts?.length ? entry.hosts.map((host) => ({ host, ...secret })) : [secret];
  });
  const { name, namespace, annotations } = object.metadata;
  const className = part(optionalText, spec.ingressClassName, ['spec', 'ingressClassName']) ?? annotations?.[OLD_CLASS];
  const routing = {
    name,
    ...(namespace !== undefined && { namespace }),
    ...(className !== undefined && { className }),
    rules: [...rules, ...(rest === undefined ? [] : catchAll(rules, rest))],
    tls,
  };
  return { routing, unread };
}

function catchAll(rules: readonly Rule[], backend: Pick<Rule, 'service' | 'port'>): Rule[] {
  const taken = new Set(rules.filter(({ path, match }) => path === '/' && match !== 'exact').map(({ host }) => host));
  return [...new Set([...rules.map(({ host }) => host), undefined])]
    .filter((host) => !taken.has(host))
    .map((host) => ({ ...(host !== undefined && { host }), path: '/', match: 'prefix', ...backend }));
}
