import type { ServicePort } from 'kubernetes-types/core/v1.js';
import { type Closable, itself, runController } from '../controllers/controller.ts';
import type { EventRecorder } from '../controllers/event-recorder.ts';
import { needsHealthCheck } from '../resources/service-rules.ts';
import type { Stored } from '../store/resource-types.ts';
import type { ObjectKey, Store } from '../store/store.ts';
import type { Addressing } from './addressing.ts';
import { freeNodePort, nodePortsOf } from './node-ports.ts';

type Service = Stored<'services'>;

/** Gives Services what they left open: a ClusterIP, NodePorts. Takes back the addresses of those that go. */
export function runServiceAddresses(store: Store, recorder: EventRecorder, addressing: Addressing): Closable {
  const held = new Map<string, string>();
  return runController({
    store,
    recorder,
    resource: 'services',
    triggers: { services: itself },
    reconcile: (key) => {
      const service = store.get('services', key);
      const address = held.get(idOf(key));
      if (address !== undefined && (service === undefined || service.spec?.clusterIP !== address)) {
        addressing.services.release(address);
        held.delete(idOf(key));
      }
      if (service !== undefined) allocate(store, recorder, addressing, service, held);
      return undefined;
    },
  });
}

function allocate(
  store: Store,
  recorder: EventRecorder,
  addressing: Addressing,
  service: Service,
  held: Map<string, string>,
): void {
  const { spec } = service;
  if (spec === undefined || spec.type === 'ExternalName') return;
  const id = idOf(service.metadata);
  const clusterIP = spec.clusterIP || addressing.services.take();
  if (clusterIP === undefined) {
    recorder.record(service, 'Warning', 'ClusterIPAllocationFailed', 'no address is left for another service');
    return;
  }
  if (clusterIP !== 'None' && held.get(id) !== clusterIP) {
    if (spec.clusterIP && !addressing.services.claim(clusterIP)) {
      const message = `${clusterIP} is taken or not an address of this lab: leave clusterIP out, or take one in the range of the others`;
      recorder.record(service, 'Warning', 'ClusterIPOutOfRange', message);
      return;
    }
    held.set(id, clusterIP);
  }
  const taken = new Set(store.list('services').flatMap(nodePortsOf));
  const ports = withNodePorts(service, taken);
  const health = needsHealthCheck(spec) ? { healthCheckNodePort: spec.healthCheckNodePort || freeNodePort(taken) } : {};
  store.update('services', {
    ...service,
    spec: { ...spec, clusterIP, clusterIPs: [clusterIP], ...(ports ? { ports } : {}), ...health },
  });
}

function withNodePorts({ spec }: Service, taken: Set<number>): ServicePort[] | undefined {
  const wants =
    spec?.type === 'NodePort' || (spec?.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false);
  if (!wants || spec?.ports === undefined) return spec?.ports;
  return spec.ports.map((port) => {
    if (port.nodePort) return port;
    return { ...port, nodePort: freeNodePort(taken) };
  });
}

function idOf(key: ObjectKey): string {
  return `${key.namespace ?? ''}/${key.name}`;
}
