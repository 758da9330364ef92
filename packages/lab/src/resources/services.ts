import type {
  ClientIPConfig,
  LoadBalancerIngress,
  LoadBalancerStatus,
  PortStatus,
  Service,
  ServicePort,
  ServiceSpec,
  ServiceStatus,
  SessionAffinityConfig,
} from 'kubernetes-types/core/v1.js';
import type { Stored } from '../store/resource-types.ts';
import { ageColumn, nameColumn, selectorText } from './columns.ts';
import type { Resource } from './resource.ts';
import { invalid } from './schema/field-error.ts';
import { dnsLabel, formatErrors, portName, portNumberErrors } from './schema/formats.ts';
import { kind } from './schema/kind.ts';
import { condition, labels } from './schema/metadata.ts';
import {
  bool,
  checked,
  completed,
  defaulted,
  int32,
  intOrString,
  list,
  oneOf,
  optional,
  required,
  string,
  struct,
  zeroMatters,
} from './schema/types.ts';
import { addressChangeErrors, carryOver, serviceErrors } from './service-rules.ts';

const CORE = 'io.k8s.api.core.v1';

/** Kubernetes' default of `sessionAffinityConfig.clientIP.timeoutSeconds`: three hours. */
const DEFAULT_AFFINITY_SECONDS = 10_800;

const servicePort = completed(
  checked(
    struct<ServicePort>(`${CORE}.ServicePort`, {
      name: optional(1, string(), 'Name of the port; needed when there are several.'),
      protocol: defaulted(2, oneOf('TCP', 'UDP', 'SCTP'), 'TCP', 'The lab carries TCP only.'),
      appProtocol: optional(6, string(), 'What is spoken on the port.'),
      port: required(3, int32(), 'Port that the service offers.'),
      targetPort: optional(4, intOrString, 'Number or name of the port of the pods; the same port when absent.'),
      nodePort: optional(5, int32(), 'Port of the node, for NodePort and LoadBalancer.'),
    }),
    ({ name, port, targetPort, nodePort }) => [
      ...portNumberErrors('port', port),
      ...(name ? formatErrors('name', name, dnsLabel) : []),
      ...(typeof targetPort === 'number' ? portNumberErrors('targetPort', targetPort) : []),
      ...(typeof targetPort === 'string' ? formatErrors('targetPort', targetPort, portName) : []),
      ...(nodePort ? portNumberErrors('nodePort', nodePort) : []),
    ],
  ),
  (value) => ({ ...value, targetPort: value.targetPort ?? value.port }),
);

const clientIP = checked(
  struct<ClientIPConfig>(`${CORE}.ClientIPConfig`, {
    timeoutSeconds: zeroMatters(
      defaulted(1, int32(), DEFAULT_AFFINITY_SECONDS, 'Seconds of silence after which a client may meet another pod.'),
    ),
  }),
  ({ timeoutSeconds = DEFAULT_AFFINITY_SECONDS }) =>
    timeoutSeconds > 0 && timeoutSeconds <= 86_400
      ? []
      : [invalid('timeoutSeconds', timeoutSeconds, 'must be greater than 0 and less than 86400')],
);

const sessionAffinityConfig = struct<SessionAffinityConfig>(`${CORE}.SessionAffinityConfig`, {
  clientIP: optional(1, clientIP, 'How ClientIP works.'),
});

const spec = completed(
  checked(
    struct<ServiceSpec>(`${CORE}.ServiceSpec`, {
      allocateLoadBalancerNodePorts: zeroMatters(optional(20, bool(), 'Whether a LoadBalancer gets node ports.')),
      clusterIP: optional(
        3,
        string(),
        'Address within the cluster; the lab gives one out. None makes the service headless.',
      ),
      clusterIPs: optional(18, list(string()), 'The same address as a list.'),
      externalIPs: optional(5, list(string()), 'Kept; the lab listens on loopback only.'),
      externalName: optional(10, string(), 'Host that the service stands for, for ExternalName.'),
      externalTrafficPolicy: optional(
        11,
        oneOf('Cluster', 'Local'),
        'Local: pods see the address of clients from outside.',
      ),
      healthCheckNodePort: optional(12, int32(), 'Where load balancers ask for endpoints, for Local.'),
      internalTrafficPolicy: defaulted(22, oneOf('Cluster', 'Local'), 'Cluster', 'Kept; the lab has one node.'),
      ipFamilies: optional(19, list(oneOf('IPv4')), 'Always IPv4 in the lab.'),
      ipFamilyPolicy: optional(17, oneOf('SingleStack', 'PreferDualStack'), 'Always SingleStack in effect.'),
      loadBalancerClass: zeroMatters(
        optional(21, string(), 'Controller of the load balancer; the lab has none but its own.'),
      ),
      loadBalancerIP: optional(8, string(), 'Kept; the load balancer has the address of the service.'),
      loadBalancerSourceRanges: optional(9, list(string()), 'Who may come to the load balancer: CIDRs.'),
      ports: optional(
        1,
        list(servicePort, { type: 'map', keys: ['port', 'protocol'], keyDefaults: { protocol: 'TCP' }, merge: 'port' }),
        'Ports that the service offers.',
      ),
      publishNotReadyAddresses: optional(13, bool(), 'Whether pods count as ready that are not.'),
      selector: optional(2, labels, 'Labels of the pods behind the service.'),
      sessionAffinity: defaulted(7, oneOf('None', 'ClientIP'), 'None', 'ClientIP keeps a client address on one pod.'),
      sessionAffinityConfig: optional(14, sessionAffinityConfig, 'How the session affinity works.'),
      trafficDistribution: zeroMatters(
        optional(23, oneOf('PreferClose', 'PreferSameZone', 'PreferSameNode'), 'Kept; the lab has one node.'),
      ),
      type: defaulted(
        4,
        oneOf('ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'),
        'ClusterIP',
        'How the service is offered.',
      ),
    }),
    serviceErrors,
  ),
  withDefaults,
);

const loadBalancerIngress = struct<LoadBalancerIngress>(`${CORE}.LoadBalancerIngress`, {
  ip: optional(1, string(), 'Address of the load balancer.'),
  hostname: optional(2, string(), 'Host of the load balancer.'),
  ipMode: optional(3, oneOf('VIP', 'Proxy'), 'Who answers at the address.'),
  ports: optional(
    4,
    list(
      struct<PortStatus>(`${CORE}.PortStatus`, {
        port: required(1, int32(), 'Port of the load balancer.'),
        protocol: required(2, oneOf('TCP', 'UDP', 'SCTP'), 'Protocol of the port.'),
        error: optional(3, string(), 'What is wrong with the port.'),
      }),
    ),
    'Ports, where they are not those of the service.',
  ),
});

const status = struct<ServiceStatus>(`${CORE}.ServiceStatus`, {
  loadBalancer: optional(
    1,
    struct<LoadBalancerStatus>(`${CORE}.LoadBalancerStatus`, {
      ingress: optional(1, list(loadBalancerIngress), 'Where the service is reached.'),
    }),
    'State of the load balancer.',
  ),
  conditions: optional(2, list(condition, { type: 'map', keys: ['type'], merge: 'type' }), 'State of the service.'),
});

const schema = kind<Service>(
  `${CORE}.Service`,
  'One address for the pods that its selector chooses; it balances connections.',
  {
    spec: optional(2, spec, 'Spec of the service.'),
    status: optional(3, status, 'State of the service.'),
  },
);

function withDefaults(value: ServiceSpec): ServiceSpec {
  const { sessionAffinityConfig: config, ...others } = value;
  const { type, sessionAffinity } = value;
  if (type === 'ExternalName') {
    const { internalTrafficPolicy: _, ...rest } = value;
    return rest;
  }
  const outside = type === 'NodePort' || type === 'LoadBalancer';
  return {
    ...others,
    ipFamilies: value.ipFamilies ?? ['IPv4'],
    ipFamilyPolicy: value.ipFamilyPolicy ?? 'SingleStack',
    ...(outside || value.externalIPs?.length
      ? { externalTrafficPolicy: value.externalTrafficPolicy ?? 'Cluster' }
      : {}),
    ...(type === 'LoadBalancer' ? { allocateLoadBalancerNodePorts: value.allocateLoadBalancerNodePorts ?? true } : {}),
    // Only with ClientIP, as Kubernetes' SetDefaults_Service: an affinity that is applied no more takes its config along.
    ...(sessionAffinity === 'ClientIP'
      ? {
          sessionAffinityConfig:
            config?.clientIP === undefined ? { clientIP: { timeoutSeconds: DEFAULT_AFFINITY_SECONDS } } : config,
        }
      : {}),
  };
}

export const services: Resource<'services'> = {
  name: 'services',
  group: '',
  kind: 'Service',
  singular: 'service',
  shortNames: ['svc'],
  categories: ['all'],
  namespaced: true,
  subresources: ['status'],
  nameRule: 'service',
  schema: schema,
  columns: [
    nameColumn,
    {
      name: 'Type',
      type: 'string',
      description: 'How the service is offered.',
      cell: ({ spec }) => spec?.type ?? 'ClusterIP',
    },
    {
      name: 'Cluster-IP',
      type: 'string',
      description: 'Address within the cluster.',
      cell: ({ spec }) => spec?.clusterIP || '<none>',
    },
    { name: 'External-IP', type: 'string', description: 'Address outside of the cluster.', cell: externalAddress },
    { name: 'Port(s)', type: 'string', description: 'Ports: offered:node/protocol.', cell: portsOf },
    ageColumn,
    {
      name: 'Selector',
      type: 'string',
      priority: 1,
      description: 'Labels of the pods behind the service.',
      cell: ({ spec }) => selectorText({ matchLabels: spec?.selector ?? {} }),
    },
  ],
  selectableFields: {
    'spec.clusterIP': ({ spec }) => spec?.clusterIP ?? '',
    'spec.type': ({ spec }) => spec?.type ?? '',
  },
  prepareForUpdate: carryOver,
  validateUpdate: addressChangeErrors,
};

function externalAddress({ spec, status }: Stored<'services'>): string {
  const external = spec?.externalIPs ?? [];
  if (spec?.type === 'ExternalName') return spec.externalName ?? '<none>';
  if (spec?.type !== 'LoadBalancer') return external.join(',') || '<none>';
  const ingress = (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || '');
  return [...new Set([...ingress, ...external])].filter((address) => address !== '').join(',') || '<pending>';
}

function portsOf({ spec }: Stored<'services'>): string {
  const ports = (spec?.ports ?? []).map(({ port, nodePort, protocol = 'TCP' }) =>
    nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`,
  );
  return ports.join(',') || '<none>';
}
