import {
  type Affinity,
  type KubernetesObject,
  ManifestError,
  type Rendered,
  type Router,
  type Routing,
  type ServiceObject,
  type ServiceType,
  servicesOf,
  withSettings,
} from '../src/index.ts';

/** What the router makes of an intent, or undefined when it says that it can carry nothing of it. */
export function rendered(router: Router, routing: Routing, affinity: Affinity): Rendered | undefined {
  try {
    return router.render(routing, affinity);
  } catch (error) {
    if (error instanceof ManifestError && error.code.startsWith('unsupported-')) return undefined;
    throw error;
  }
}

/** All that is in the cluster once it is applied: the objects, and the Services with their settings. */
export function applied(
  routing: Routing,
  { objects, serviceSettings = {} }: Rendered,
  type: ServiceType = 'ClusterIP',
): KubernetesObject[] {
  const services = servicesOf(routing).map((name): ServiceObject => {
    const ports = routing.rules.filter(({ service }) => service === name).map(({ port }) => port);
    return {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, ...(routing.namespace !== undefined && { namespace: routing.namespace }) },
      spec: {
        type,
        selector: { app: name },
        ports: [...new Set(ports)].map((port, index) =>
          typeof port === 'number' ? { port, name: `port-${index}` } : { port: 30000 + index, name: port },
        ),
      },
    };
  });
  return [...objects, ...services.map((service) => withSettings(service, serviceSettings))];
}
