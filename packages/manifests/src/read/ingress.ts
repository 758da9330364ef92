import * as z from 'zod';
import type { KubernetesObject } from '../objects.ts';
import type { PathMatch, Routing, Rule, Tls } from '../routing.ts';

const port = z.union([
  z.looseObject({ number: z.int() }).transform(({ number }) => number),
  z.looseObject({ name: z.string() }).transform(({ name }) => name),
]);
const backend = z.looseObject({ service: z.looseObject({ name: z.string(), port }) });
const ingress = z.looseObject({
  apiVersion: z.string().startsWith('networking.k8s.io/'),
  kind: z.literal('Ingress'),
  spec: z
    .looseObject({
      ingressClassName: z.string().exactOptional(),
      defaultBackend: backend.or(z.unknown().transform(() => undefined)).optional(),
      tls: z
        .array(z.looseObject({ hosts: z.array(z.string()).exactOptional(), secretName: z.string().exactOptional() }))
        .exactOptional(),
      rules: z
        .array(
          z.looseObject({
            host: z.string().exactOptional(),
            http: z
              .looseObject({
                paths: z.array(
                  z
                    .looseObject({ path: z.string().default('/'), pathType: z.string().exactOptional(), backend })
                    .or(z.unknown().transform(() => undefined)),
                ),
              })
              .exactOptional(),
          }),
        )
        .exactOptional(),
    })
    .default({}),
});

/** The annotation from before there were classes. */
const OLD_CLASS = 'kubernetes.io/ingress.class';

/**
 * The routing that an Ingress says; undefined for any other object. Rules to something else than a Service, and parts of
 * another shape than Kubernetes takes, are left out.
 *
 * @param implementation What the router takes the pathType ImplementationSpecific for.
 */
export function routingOfIngress(
  object: KubernetesObject,
  implementation: PathMatch | ((path: string) => PathMatch) = 'prefix',
): Routing | undefined {
  const { data } = ingress.safeParse(object);
  if (data === undefined) return undefined;
  const { name, namespace, annotations } = object.metadata;
  const { ingressClassName, defaultBackend, rules = [], tls = [] } = data.spec;
  const className = ingressClassName ?? annotations?.[OLD_CLASS];
  const matchOf = (path: string, pathType: string | undefined): PathMatch => {
    if (pathType === 'Prefix') return 'prefix';
    if (pathType === 'Exact') return 'exact';
    return typeof implementation === 'function' ? implementation(path) : implementation;
  };
  const ruled = rules.flatMap(({ host, http }) =>
    (http?.paths ?? []).flatMap((entry): Rule[] => {
      if (entry === undefined) return [];
      const { path, pathType, backend } = entry;
      const { name: service, port } = backend.service;
      return [{ ...(host !== undefined && { host }), path, match: matchOf(path, pathType), service, port }];
    }),
  );
  const rest: Rule[] =
    defaultBackend === undefined
      ? []
      : [{ path: '/', match: 'prefix', service: defaultBackend.service.name, port: defaultBackend.service.port }];
  return {
    name,
    ...(namespace !== undefined && { namespace }),
    ...(className !== undefined && { className }),
    rules: [...ruled, ...rest],
    tls: tls.flatMap(({ hosts = [], secretName }): Tls[] => {
      const secret = secretName === undefined ? {} : { secretName };
      return hosts.length === 0 ? [secret] : hosts.map((host) => ({ host, ...secret }));
    }),
  };
}
