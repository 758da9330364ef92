import { availableParallelism, totalmem } from 'node:os';
import { CONTROLLER_NAME, STICKY_CLASS } from '../network/gateway/gateway-class.ts';
import { LAB_NODE, MAX_PODS } from '../node.ts';
import type { Store } from '../store/store.ts';
import { now } from '../timestamp.ts';
import { type Closable, runController } from './controller.ts';
import type { EventRecorder } from './event-recorder.ts';

/** The IngressClass that the lab's ingress serves, by the name that ingress-nginx installs. */
const NGINX_CLASS = 'nginx';
export const NGINX_CONTROLLER = 'k8s.io/ingress-nginx';

export interface NodeDescription {
  /** The address at which NodePorts answer. */
  readonly address: string;
  /** As the API's `/version` tells it. */
  readonly version: string;
}

/** What a fresh cluster holds: its namespaces, the one node, the default IngressClass, a GatewayClass. */
export function createDefaultObjects(store: Store, node: NodeDescription): void {
  for (const name of ['default', 'kube-system', 'kube-public', 'kube-node-lease']) createNamespace(store, name);
  createNode(store, node);
  store.create('ingressclasses', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: {
      name: NGINX_CLASS,
      annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' },
    },
    spec: { controller: NGINX_CONTROLLER },
  });
  store.create('gatewayclasses', {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GatewayClass',
    metadata: { name: STICKY_CLASS },
    spec: { controllerName: CONTROLLER_NAME, description: 'The gateways of the lab.' },
  });
}

function createNamespace(store: Store, name: string): void {
  store.create('namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  });
}

function createNode(store: Store, { address, version }: NodeDescription): void {
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
  const room = {
    cpu: String(availableParallelism()),
    memory: `${Math.floor(totalmem() / 1024)}Ki`,
    pods: String(MAX_PODS),
  };
  store.create('nodes', {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: LAB_NODE,
      labels: {
        'kubernetes.io/hostname': LAB_NODE,
        'kubernetes.io/os': process.platform,
        'kubernetes.io/arch': architecture,
        'node-role.kubernetes.io/control-plane': '',
      },
    },
    spec: {},
    status: {
      addresses: [
        { type: 'InternalIP', address },
        { type: 'Hostname', address: LAB_NODE },
      ],
      capacity: room,
      allocatable: room,
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          reason: 'KubeletReady',
          message: 'kubelet is posting ready status',
          lastHeartbeatTime: now(),
          lastTransitionTime: now(),
        },
      ],
      nodeInfo: {
        architecture,
        bootID: '',
        containerRuntimeVersion: `node://${process.versions.node}`,
        kernelVersion: '',
        kubeProxyVersion: version,
        kubeletVersion: version,
        machineID: '',
        operatingSystem: process.platform,
        osImage: 'Sticky lab',
        systemUUID: '',
      },
    },
  });
}

/** Gives every namespace the service account `default`, as kube-controller-manager does. */
export function runServiceAccounts(store: Store, recorder: EventRecorder): Closable {
  return runController({
    store,
    recorder,
    resource: 'namespaces',
    triggers: {
      namespaces: (namespace) => [{ name: namespace.metadata.name }],
      serviceaccounts: (account) => [{ name: account.metadata.namespace ?? 'default' }],
    },
    reconcile: ({ name }) => {
      const namespace = store.get('namespaces', { name });
      if (namespace === undefined || namespace.metadata.deletionTimestamp !== undefined) return undefined;
      if (store.get('serviceaccounts', { namespace: name, name: 'default' }) !== undefined) return undefined;
      const metadata = { name: 'default', namespace: name };
      store.create('serviceaccounts', { apiVersion: 'v1', kind: 'ServiceAccount', metadata });
      return undefined;
    },
  });
}
