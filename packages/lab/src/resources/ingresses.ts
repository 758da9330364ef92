import type {
  HTTPIngressPath,
  HTTPIngressRuleValue,
  Ingress,
  IngressBackend,
  IngressLoadBalancerIngress,
  IngressLoadBalancerStatus,
  IngressPortStatus,
  IngressRule,
  IngressServiceBackend,
  IngressSpec,
  IngressStatus,
  IngressTLS,
  ServiceBackendPort,
} from 'kubernetes-types/networking/v1.js';
import type { Stored } from '../store/resource-types.ts';
import { ageColumn, nameColumn } from './columns.ts';
import type { Resource } from './resource.ts';
import { type FieldError, invalid, required as missing } from './schema/field-error.ts';
import {
  dns1035Label,
  dnsSubdomain,
  formatErrors,
  portName,
  portNumberErrors,
  wildcardSubdomain,
} from './schema/formats.ts';
import { kind } from './schema/kind.ts';
import {
  checked,
  inlined,
  int32,
  list,
  oneOf,
  optional,
  required,
  string,
  struct,
  unsupported,
} from './schema/types.ts';

const NETWORKING = 'io.k8s.api.networking.v1';

const backendPort = checked(
  struct<ServiceBackendPort>(
    `${NETWORKING}.ServiceBackendPort`,
    {
      name: optional(1, string(), "Name of the service's port."),
      number: optional(2, int32(), "Number of the service's port."),
    },
    { atomic: true },
  ),
  ({ name = '', number = 0 }) => {
    if (name !== '' && number !== 0) return [invalid('', { name, number }, 'cannot set both port name & port number')];
    if (name !== '') return formatErrors('name', name, portName);
    return number === 0 ? [missing('', 'port name or number is required')] : portNumberErrors('number', number);
  },
);

const serviceBackend = checked(
  struct<IngressServiceBackend>(`${NETWORKING}.IngressServiceBackend`, {
    name: required(1, string(), 'Name of the service.'),
    port: required(2, backendPort, 'Port of the service.'),
  }),
  ({ name }) => formatErrors('name', name, dns1035Label),
);

const backend = checked(
  struct<IngressBackend>(`${NETWORKING}.IngressBackend`, {
    service: optional(4, serviceBackend, 'The service that answers.'),
    resource: unsupported(3),
  }),
  ({ service }) => (service === undefined ? [missing('', 'resource or service backend is required')] : []),
);

const path = checked(
  struct<HTTPIngressPath>(`${NETWORKING}.HTTPIngressPath`, {
    path: optional(1, string(), 'Path that is matched.'),
    pathType: required(3, oneOf('Exact', 'Prefix', 'ImplementationSpecific'), 'How the path is matched.'),
    backend: required(2, backend, 'Who answers.'),
  }),
  pathErrors,
);

const http = struct<HTTPIngressRuleValue>(`${NETWORKING}.HTTPIngressRuleValue`, {
  paths: required(1, list(path, { filled: true }), 'Paths and who answers them.'),
});

const ruleValue = struct<Pick<IngressRule, 'http'>>(`${NETWORKING}.IngressRuleValue`, {
  http: optional(1, http, 'Paths and who answers them.'),
});

const rule = checked(
  struct<IngressRule>(`${NETWORKING}.IngressRule`, {
    host: optional(1, string(), 'Host that is matched; any when absent.'),
    ingressRuleValue: inlined(2, ruleValue),
    http: optional(0, http, 'Paths and who answers them.'),
  }),
  ({ host = '' }) => {
    if (host === '') return [];
    if (/^[\d.]+$|:/.test(host)) return [invalid('host', host, 'must be a DNS name, not an IP address')];
    return formatErrors('host', host, host.includes('*') ? wildcardSubdomain : dnsSubdomain);
  },
);

const tls = checked(
  struct<IngressTLS>(`${NETWORKING}.IngressTLS`, {
    hosts: optional(1, list(string()), 'Hosts that the certificate is for.'),
    secretName: optional(2, string(), 'Secret with the certificate and its key; the default certificate when absent.'),
  }),
  ({ hosts = [], secretName = '' }) => [
    ...hosts.flatMap((host, index) =>
      formatErrors(`hosts[${index}]`, host, host.includes('*') ? wildcardSubdomain : dnsSubdomain),
    ),
    ...(secretName === '' ? [] : formatErrors('secretName', secretName, dnsSubdomain)),
  ],
);

const spec = checked(
  struct<IngressSpec>(`${NETWORKING}.IngressSpec`, {
    ingressClassName: optional(4, string(), 'Who implements the ingress; the default class when absent.'),
    defaultBackend: optional(1, backend, 'Who answers what no rule matches.'),
    tls: optional(2, list(tls), 'Certificates for hosts.'),
    rules: optional(3, list(rule), 'Hosts, paths and who answers them.'),
  }),
  specErrors,
);

const loadBalancerIngress = struct<IngressLoadBalancerIngress>(`${NETWORKING}.IngressLoadBalancerIngress`, {
  ip: optional(1, string(), 'Address of the ingress.'),
  hostname: optional(2, string(), 'Host of the ingress.'),
  ports: optional(
    4,
    list(
      struct<IngressPortStatus>(`${NETWORKING}.IngressPortStatus`, {
        port: required(1, int32(), 'Port of the ingress.'),
        protocol: required(2, oneOf('TCP', 'UDP', 'SCTP'), 'Protocol of the port.'),
        error: optional(3, string(), 'What is wrong with the port.'),
      }),
    ),
    'Ports, where they are not 80 and 443.',
  ),
});

const status = struct<IngressStatus>(`${NETWORKING}.IngressStatus`, {
  loadBalancer: optional(
    1,
    struct<IngressLoadBalancerStatus>(`${NETWORKING}.IngressLoadBalancerStatus`, {
      ingress: optional(1, list(loadBalancerIngress), 'Where the ingress is reached.'),
    }),
    'State of the load balancer.',
  ),
});

const schema = kind<Ingress>(
  `${NETWORKING}.Ingress`,
  'Routes HTTP requests by host and path to services; it balances requests.',
  {
    spec: optional(2, spec, 'Spec of the ingress.'),
    status: optional(3, status, 'State of the ingress.'),
  },
);

function pathErrors({ path: text = '', pathType }: HTTPIngressPath): FieldError[] {
  if (pathType === 'ImplementationSpecific') {
    return text === '' || text.startsWith('/') ? [] : [invalid('path', text, 'must be an absolute path')];
  }
  if (!text.startsWith('/')) return [invalid('path', text, 'must be an absolute path')];
  const bad = ['//', '/./', '/../', '%2f', '%2F'].find((part) => text.includes(part));
  if (bad !== undefined) return [invalid('path', text, `must not contain '${bad}'`)];
  const end = ['/..', '/.'].find((part) => text.endsWith(part));
  return end === undefined ? [] : [invalid('path', text, `cannot end with '${end}'`)];
}

function specErrors({ rules = [], defaultBackend, ingressClassName }: IngressSpec): FieldError[] {
  const none = rules.length === 0 && defaultBackend === undefined;
  return [
    ...(none ? [invalid('', [], 'either `defaultBackend` or `rules` must be specified')] : []),
    ...(ingressClassName ? formatErrors('ingressClassName', ingressClassName, dnsSubdomain) : []),
  ];
}

export const ingresses: Resource<'ingresses'> = {
  name: 'ingresses',
  group: 'networking.k8s.io',
  kind: 'Ingress',
  singular: 'ingress',
  shortNames: ['ing'],
  categories: [],
  namespaced: true,
  subresources: ['status'],
  nameRule: 'subdomain',
  schema: schema,
  columns: [
    nameColumn,
    {
      name: 'Class',
      type: 'string',
      description: 'Who implements the ingress.',
      cell: ({ spec }) => spec?.ingressClassName ?? '<none>',
    },
    { name: 'Hosts', type: 'string', description: 'Hosts that it answers.', cell: hostsOf },
    {
      name: 'Address',
      type: 'string',
      description: 'Where it is reached.',
      cell: ({ status }) =>
        (status?.loadBalancer?.ingress ?? [])
          .map(({ ip, hostname }) => ip || hostname || '')
          .filter((address) => address !== '')
          .join(','),
    },
    {
      name: 'Ports',
      type: 'string',
      description: 'Ports that it answers on.',
      cell: ({ spec }) => (spec?.tls?.length ? '80, 443' : '80'),
    },
    ageColumn,
  ],
};

function hostsOf({ spec }: Stored<'ingresses'>): string {
  const hosts = (spec?.rules ?? []).map(({ host }) => host || '*');
  const rest = hosts.length - 3;
  return hosts.length === 0 ? '*' : hosts.slice(0, 3).join(',') + (rest > 0 ? ` + ${rest} more...` : '');
}
