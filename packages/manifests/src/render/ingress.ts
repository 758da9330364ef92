import type { AppSpec } from '../app-spec.ts';
import type { IngressObject } from '../objects.ts';
import { type PathMatch, type Routing, type Rule, requireRules, routingOf, type Tls } from '../routing.ts';
import { regexOf } from '../rules/path-regex.ts';
import { labelled } from './labels.ts';

/** What a router adds to an Ingress. */
export interface IngressAdditions {
  readonly annotations?: Readonly<Record<string, string>>;
  /** How the router is told a path. Default: `asPathType`, with a regular expression as ImplementationSpecific. */
  readonly writePath?: PathWriter;
}

export type PathWriter = (rule: Rule) => { readonly path: string; readonly pathType: string };

/** The Ingress of an App, without affinity. @throws ManifestError `invalid-input` when the App has no route. */
export function renderIngress(app: AppSpec): IngressObject {
  return labelled(ingressOf(routingOf(app)), app.name);
}

const PATH_TYPE = { prefix: 'Prefix', exact: 'Exact', regex: 'ImplementationSpecific' } as const satisfies Record<
  PathMatch,
  string
>;

/** The path as it is, and its match by the pathType. */
export function asPathType({ path, match }: Rule): ReturnType<PathWriter> {
  return { path, pathType: PATH_TYPE[match] };
}

/** All paths as regular expressions, for a router that takes them so as soon as one is. */
export const asRegexPath: PathWriter = (rule) =>
  rule.path === '/' && rule.match === 'prefix'
    ? asPathType(rule)
    : { path: regexOf(rule), pathType: 'ImplementationSpecific' };

/**
 * An Ingress that says a routing. A router that takes ImplementationSpecific for something else than a regular expression says
 * so by `requirePlainPaths` before, or by its own `writePath`.
 *
 * @throws ManifestError `invalid-input` when it has no rule.
 */
export function ingressOf(routing: Routing, additions: IngressAdditions = {}): IngressObject {
  requireRules(routing);
  const { name, namespace, className, rules, tls } = routing;
  const { annotations = {}, writePath = asPathType } = additions;
  const byHost = [...Map.groupBy(rules, ({ host }) => host)];
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name,
      ...(namespace !== undefined && { namespace }),
      ...(Object.keys(annotations).length > 0 && { annotations: { ...annotations } }),
    },
    spec: {
      ...(className !== undefined && { ingressClassName: className }),
      ...(tls.length > 0 && { tls: tlsEntries(tls) }),
      rules: byHost.map(([host, there]) => ({
        ...(host !== undefined && { host }),
        http: { paths: there.map((rule) => ({ ...writePath(rule), backend: backendOf(rule) })) },
      })),
    },
  };
}

/** One entry a Secret; one without hosts stands alone, since it means every host. */
function tlsEntries(tls: readonly Tls[]) {
  const secret = ({ secretName }: Tls) => (secretName === undefined ? {} : { secretName });
  const ofAll = tls.filter(({ host }) => host === undefined).map(secret);
  const byHost = [...Map.groupBy(tls, ({ secretName }) => secretName).values()].flatMap((entries) => {
    const hosts = entries.flatMap(({ host }) => (host === undefined ? [] : [host]));
    return hosts.length === 0 ? [] : entries.slice(0, 1).map((entry) => ({ hosts, ...secret(entry) }));
  });
  return [...ofAll, ...byHost];
}

function backendOf({ service, port }: Rule) {
  return { service: { name: service, port: typeof port === 'number' ? { number: port } : { name: port } } };
}
