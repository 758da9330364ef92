import type { Path } from '../../router.ts';
import { quote } from '../../rules/quote.ts';
import type { LintRule } from '../rule.ts';

export const missingPort: LintRule = {
  id: 'missing-port',
  severity: 'error',
  title: 'An Ingress leads to a port that its Service does not have',
  why: 'The router finds no pods behind such a port, and answers 503.',
  documentation: 'https://kubernetes.io/docs/concepts/services-networking/ingress/#the-ingress-resource',
  *check(scene) {
    for (const { document, paths, defaultBackend } of scene.ingresses) {
      for (const { service, port, serviceAt } of [
        ...paths,
        ...(defaultBackend === undefined ? [] : [defaultBackend]),
      ]) {
        if (service === undefined || port === undefined) continue;
        const ports = scene.findService(service, document.object.metadata.namespace)?.ports ?? [];
        if (ports.length === 0 || ports.some((offered) => offered.port === port || offered.name === port)) continue;
        const offered = ports.map((entry) =>
          entry.name === undefined ? `${entry.port}` : `${entry.port} (${entry.name})`,
        );
        yield {
          document,
          path: portPath(serviceAt, port),
          message: `The Service ${service} has no port ${typeof port === 'string' ? quote(port) : port}: it has ${offered.join(', ')}.`,
        };
      }
    }
  },
};

/** `service.port` stands beside `service.name`, `servicePort` beside `serviceName`. */
function portPath(serviceAt: Path, port: number | string): Path {
  const beside = serviceAt.slice(0, -1);
  if (serviceAt.at(-1) === 'serviceName') return [...beside, 'servicePort'];
  return [...beside, 'port', typeof port === 'number' ? 'number' : 'name'];
}
