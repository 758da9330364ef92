import type { ServicePort } from 'kubernetes-types/core/v1.js';
import type { Endpoint, EndpointPort } from 'kubernetes-types/discovery/v1.js';
import { matches } from '../resources/label-selector.ts';
import type { Stored } from '../store/resource-types.ts';
import type { ObjectKey, Store } from '../store/store.ts';
import { type Closable, itself, keyOf, runController } from './controller.ts';
import type { EventRecorder } from './event-recorder.ts';
import { controllerReference, isControlledBy } from './owner-references.ts';
import { isFinished, isReady } from './pod-state.ts';
import { randomSuffix } from './random-suffix.ts';

type Service = Stored<'services'>;
type Pod = Stored<'pods'>;
type EndpointSlice = Stored<'endpointslices'>;

export const SERVICE_NAME = 'kubernetes.io/service-name';

/** Keeps the EndpointSlices of every Service that selects pods. */
export function runEndpointSlices(store: Store, recorder: EventRecorder): Closable {
  return runController({
    store,
    recorder,
    resource: 'services',
    triggers: {
      services: itself,
      pods: (pod, previous) => [...servicesOf(store, pod), ...(previous ? servicesOf(store, previous) : [])],
    },
    reconcile: (key) => reconcile(store, key),
  });
}

function servicesOf(store: Store, pod: Pod): readonly ObjectKey[] {
  return store
    .list('services', pod.metadata.namespace)
    .filter(({ spec }) => selects(spec?.selector, pod))
    .map(keyOf);
}

function reconcile(store: Store, key: ObjectKey): undefined {
  const service = store.get('services', key);
  // Without a selector the slices are somebody else's; those of a deleted Service are the garbage collector's.
  if (service?.spec?.selector === undefined || service.metadata.deletionTimestamp !== undefined) return;
  const existing = store.list('endpointslices', key.namespace).filter((slice) => isControlledBy(slice, service));
  const wanted = service.spec.type === 'ExternalName' ? [] : slicesFor(service, selectedPods(store, service));
  for (const [index, { ports, endpoints }] of wanted.entries()) {
    const slice = existing[index];
    if (slice === undefined) createSlice(store, service, ports, endpoints);
    else store.update('endpointslices', { ...slice, ports, endpoints });
  }
  for (const slice of existing.slice(wanted.length)) store.remove('endpointslices', keyOf(slice));
}

function createSlice(store: Store, service: Service, ports: EndpointPort[], endpoints: Endpoint[]): EndpointSlice {
  const generateName = `${service.metadata.name}-`;
  return store.create('endpointslices', {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      generateName,
      name: generateName + randomSuffix(),
      namespace: service.metadata.namespace ?? 'default',
      labels: {
        ...service.metadata.labels,
        [SERVICE_NAME]: service.metadata.name,
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      },
      ownerReferences: [controllerReference(service)],
    },
    addressType: 'IPv4',
    ports,
    endpoints,
  });
}

/** One slice for each set of port numbers: a named target port may be another number in another pod. */
function slicesFor(service: Service, pods: readonly Pod[]): { ports: EndpointPort[]; endpoints: Endpoint[] }[] {
  const slices = new Map<string, { ports: EndpointPort[]; endpoints: Endpoint[] }>();
  for (const pod of pods) {
    const ports = (service.spec?.ports ?? []).flatMap((port) => endpointPort(port, pod));
    const id = JSON.stringify(ports);
    const slice = slices.get(id) ?? { ports, endpoints: [] };
    slice.endpoints.push(endpointOf(service, pod));
    slices.set(id, slice);
  }
  return slices.size === 0 ? [{ ports: [], endpoints: [] }] : [...slices.values()];
}

function endpointPort(port: ServicePort, pod: Pod): EndpointPort[] {
  const target = port.targetPort ?? port.port;
  const number = typeof target === 'number' ? target : namedPort(pod, target, port.protocol ?? 'TCP');
  if (number === undefined) return [];
  const appProtocol = port.appProtocol === undefined ? {} : { appProtocol: port.appProtocol };
  return [{ name: port.name ?? '', port: number, protocol: port.protocol ?? 'TCP', ...appProtocol }];
}

function namedPort(pod: Pod, name: string, protocol: string): number | undefined {
  const ports = pod.spec?.containers.flatMap((container) => container.ports ?? []);
  return ports?.find((port) => port.name === name && (port.protocol ?? 'TCP') === protocol)?.containerPort;
}

function endpointOf(service: Service, pod: Pod): Endpoint {
  const terminating = pod.metadata.deletionTimestamp !== undefined;
  const serving = isReady(pod);
  // podToEndpoint of k8s.io/endpointslice: such a Service calls every pod ready, and says besides what is true.
  const always = service.spec?.publishNotReadyAddresses === true;
  return {
    addresses: [pod.status?.podIP ?? ''],
    conditions: { ready: always || (serving && !terminating), serving, terminating },
    ...(pod.spec?.nodeName === undefined ? {} : { nodeName: pod.spec.nodeName }),
    targetRef: {
      kind: 'Pod',
      name: pod.metadata.name,
      namespace: pod.metadata.namespace ?? 'default',
      uid: pod.metadata.uid,
    },
  };
}

function selectedPods(store: Store, service: Service): readonly Pod[] {
  return store
    .list('pods', service.metadata.namespace)
    .filter((pod) => selects(service.spec?.selector, pod) && pod.status?.podIP !== undefined && !isFinished(pod));
}

function selects(selector: Readonly<Record<string, string>> | undefined, pod: Pod): boolean {
  return selector !== undefined && matches({ matchLabels: selector }, pod.metadata.labels);
}
