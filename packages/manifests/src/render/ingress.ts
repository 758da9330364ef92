import type { AppSpec } from '../app-spec.ts';
import type { IngressObject } from '../objects.ts';
import { type PathMatch, type Routing, type Rule, requireRules, routingOf } from '../routing.ts';
import { labelled } from './labels.ts';

/** The Ingress of an App, without affinity. @throws ManifestError `invalid-input` when the App has no route. */
export function renderIngress(app: AppSpec): IngressObject {
  return labelled(ingressOf(routingOf(app)), app.name);
}

/** An Ingress that says a routing, without affinity. @throws ManifestError `invalid-input` when it has no rule. */
export function ingressOf(routing: Routing): IngressObject {
  requireRules(routing);
  const { name, namespace, className, rules, tls } = routing;
  const byHost = [...Map.groupBy(rules, ({ host }) => host)];
  const bySecret = [...Map.groupBy(tls, ({ secretName }) => secretName)];
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name, ...(namespace !== undefined && { namespace }) },
    spec: {
      ...(className !== undefined && { ingressClassName: className }),
      ...(tls.length > 0 && {
        tls: bySecret.map(([secretName, entries]) => {
          const hosts = entries.flatMap(({ host }) => (host === undefined ? [] : [host]));
          return { ...(hosts.length > 0 && { hosts }), ...(secretName !== undefined && { secretName }) };
        }),
      }),
      rules: byHost.map(([host, there]) => ({
        ...(host !== undefined && { host }),
        http: { paths: there.map(pathOf) },
      })),
    },
  };
}

const PATH_TYPE = { prefix: 'Prefix', exact: 'Exact', regex: 'ImplementationSpecific' } as const satisfies Record<
  PathMatch,
  string
>;

function pathOf({ path, match, service, port }: Rule) {
  return {
    path,
    pathType: PATH_TYPE[match],
    backend: { service: { name: service, port: typeof port === 'number' ? { number: port } : { name: port } } },
  };
}
