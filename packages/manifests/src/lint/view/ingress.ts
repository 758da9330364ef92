import * as z from 'zod';
import type { Path } from '../../router.ts';
import type { SourceDocument } from '../../yaml/source.ts';

/** A path of an Ingress and where it leads; parts of another shape than Kubernetes takes are absent. */
export interface IngressPath {
  readonly host?: string;
  /** As written; `/` where it is left out. */
  readonly path: string;
  readonly pathType?: string;
  readonly service?: string;
  readonly port?: number | string;
  /** Where it stands in the Ingress. */
  readonly at: Path;
  /** Where its Service stands. */
  readonly serviceAt: Path;
}

/** An Ingress as rules look at it, of any version of its API. */
export interface IngressView {
  readonly document: SourceDocument;
  readonly annotations: Readonly<Record<string, string>>;
  /** `spec.ingressClassName`, else the annotation from before there were classes. */
  readonly className?: string;
  /** What its rules say; no default backend. */
  readonly paths: readonly IngressPath[];
  /** The backend of what no rule is for. */
  readonly defaultBackend?: Pick<IngressPath, 'service' | 'port' | 'serviceAt'>;
  readonly tlsHosts: readonly string[];
  /** Whether it has TLS, be it without hosts. */
  readonly tls: boolean;
}

/** The annotation from before there were classes. */
export const OLD_CLASS_ANNOTATION = 'kubernetes.io/ingress.class';

const portOf = z.union([
  z.looseObject({ number: z.int() }).transform(({ number }) => number),
  z.looseObject({ name: z.string() }).transform(({ name }) => name),
]);
const oldPort = z.union([z.int(), z.string()]);
const text = z.string().optional().catch(undefined);
/** `service` since networking.k8s.io/v1, `serviceName` before. */
const backend = z
  .looseObject({
    service: z
      .looseObject({ name: text, port: portOf.optional().catch(undefined) })
      .optional()
      .catch(undefined),
    serviceName: text,
    servicePort: oldPort.optional().catch(undefined),
  })
  .optional()
  .catch(undefined);
const list = <T extends z.ZodType>(entry: T) => z.array(entry.nullable().catch(null)).default([]).catch([]);

const ingress = z.looseObject({
  spec: z
    .looseObject({
      ingressClassName: text,
      defaultBackend: backend,
      backend,
      tls: list(z.looseObject({ hosts: list(z.string()) })),
      rules: list(
        z.looseObject({
          host: text,
          http: z
            .looseObject({ paths: list(z.looseObject({ path: text, pathType: text, backend })) })
            .optional()
            .catch(undefined),
        }),
      ),
    })
    .catch({ ingressClassName: undefined, defaultBackend: undefined, backend: undefined, tls: [], rules: [] }),
});

const INGRESS_API = /^(networking\.k8s\.io|extensions)\//;

/** What an Ingress says; undefined for another object. */
export function viewIngress(document: SourceDocument): IngressView | undefined {
  const { object } = document;
  if (object.kind !== 'Ingress' || !INGRESS_API.test(object.apiVersion)) return undefined;
  const { data } = ingress.safeParse(object);
  if (data === undefined) return undefined;
  const { spec } = data;
  const annotations = object.metadata.annotations ?? {};
  const className = spec.ingressClassName ?? annotations[OLD_CLASS_ANNOTATION];
  const rest = spec.defaultBackend === undefined ? spec.backend : spec.defaultBackend;
  const restAt: Path = ['spec', spec.defaultBackend === undefined ? 'backend' : 'defaultBackend'];
  const tls = spec.tls.filter((entry) => entry !== null);
  return {
    document,
    annotations,
    ...(className !== undefined && { className }),
    paths: spec.rules.flatMap((rule, ruleIndex) =>
      (rule?.http?.paths ?? []).flatMap((entry, index): IngressPath[] => {
        if (entry === null) return [];
        const at: Path = ['spec', 'rules', ruleIndex, 'http', 'paths', index];
        return [
          {
            ...(rule?.host !== undefined && rule.host !== '' && { host: rule.host }),
            path: entry.path ?? '/',
            ...(entry.pathType !== undefined && { pathType: entry.pathType }),
            ...backendOf(entry.backend, [...at, 'backend']),
            at,
          },
        ];
      }),
    ),
    ...(rest !== undefined && { defaultBackend: backendOf(rest, restAt) }),
    tlsHosts: tls.flatMap(({ hosts }) => hosts.filter((host) => host !== null)),
    tls: tls.length > 0,
  };
}

function backendOf(backend: z.output<typeof ingress>['spec']['backend'], at: Path) {
  const { service, serviceName, servicePort } = backend ?? {};
  const name = service?.name ?? serviceName;
  const port = service?.port ?? servicePort;
  return {
    ...(name !== undefined && { service: name }),
    ...(port !== undefined && { port }),
    serviceAt:
      service?.name === undefined
        ? [...at, ...(serviceName === undefined ? [] : ['serviceName'])]
        : [...at, 'service', 'name'],
  };
}
