import { isIP, isIPv4 } from 'node:net';
import type { ServicePort, ServiceSpec } from 'kubernetes-types/core/v1.js';
import type { Draft, Stored } from '../store/resource-types.ts';
import { duplicate, type FieldError, forbidden, invalid, required } from './schema/field-error.ts';
import { dnsSubdomain, formatErrors } from './schema/formats.ts';

/** Kubernetes' default `--service-node-port-range`. */
export const NODE_PORTS = { first: 30_000, last: 32_767 };

/** What is wrong with a Service's spec, in the words of Kubernetes' ValidateService. */
export function serviceErrors(spec: ServiceSpec): FieldError[] {
  return [...addressErrors(spec), ...portErrors(spec), ...trafficErrors(spec)];
}

function addressErrors({ type, ports = [], externalName, externalIPs = [], clusterIP }: ServiceSpec): FieldError[] {
  const errors: FieldError[] = [];
  if (type === 'ExternalName') {
    if (!externalName) errors.push(required('externalName'));
    else errors.push(...formatErrors('externalName', externalName.toLowerCase().replace(/\.$/, ''), dnsSubdomain));
  } else if (ports.length === 0 && clusterIP !== 'None') {
    errors.push(required('ports'));
  }
  if (type === 'LoadBalancer' && clusterIP === 'None') {
    errors.push(invalid('clusterIPs[0]', 'None', "may not be set to 'None' for LoadBalancer services"));
  }
  if (clusterIP && clusterIP !== 'None' && !isIP(clusterIP)) errors.push(noAddress('clusterIPs[0]', clusterIP));
  externalIPs.forEach((address, index) => {
    if (!isIP(address)) errors.push(noAddress(`externalIPs[${index}]`, address));
  });
  return errors;
}

function portErrors({ type, ports = [] }: ServiceSpec): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  ports.forEach(({ name = '', port, protocol, nodePort }, index) => {
    if (ports.length > 1 && name === '') errors.push(required(`ports[${index}].name`));
    const marks = [
      { mark: `name ${name}`, error: duplicate(`ports[${index}].name`, name), isSet: name !== '' },
      { mark: `port ${port}/${protocol}`, error: duplicate(`ports[${index}]`, { port, protocol }), isSet: true },
      {
        mark: `nodePort ${nodePort}/${protocol}`,
        error: duplicate(`ports[${index}].nodePort`, nodePort),
        isSet: Boolean(nodePort),
      },
    ];
    for (const { mark, error } of marks.filter(({ isSet }) => isSet)) {
      if (seen.has(mark)) errors.push(error);
      seen.add(mark);
    }
    if (nodePort && (type === 'ClusterIP' || type === 'ExternalName')) {
      errors.push(forbidden(`ports[${index}].nodePort`, `may not be used when \`type\` is '${type}'`));
    } else if (nodePort && (nodePort < NODE_PORTS.first || nodePort > NODE_PORTS.last)) {
      const range = `${NODE_PORTS.first}-${NODE_PORTS.last}`;
      const detail = `provided port is not in the valid range. The range of valid ports is ${range}`;
      errors.push(invalid(`ports[${index}].nodePort`, nodePort, detail));
    }
  });
  return errors;
}

function trafficErrors(spec: ServiceSpec): FieldError[] {
  const errors: FieldError[] = [];
  const onlyBalanced = "may only be used when `type` is 'LoadBalancer'";
  const isBalanced = spec.type === 'LoadBalancer';
  for (const field of ['allocateLoadBalancerNodePorts', 'loadBalancerClass'] as const) {
    if (spec[field] !== undefined && !isBalanced) errors.push(forbidden(field, onlyBalanced));
  }
  const ranges = spec.loadBalancerSourceRanges ?? [];
  if (ranges.length > 0 && !isBalanced) errors.push(forbidden('loadBalancerSourceRanges', onlyBalanced));
  ranges.forEach((range, index) => {
    if (isCidr(range.trim())) return;
    const detail = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';
    errors.push(invalid(`loadBalancerSourceRanges[${index}]`, range, detail));
  });
  const isOutside = spec.type === 'NodePort' || isBalanced || (spec.externalIPs ?? []).length > 0;
  if (spec.externalTrafficPolicy && !isOutside) {
    const detail = 'may only be set for externally-accessible services';
    errors.push(invalid('externalTrafficPolicy', spec.externalTrafficPolicy, detail));
  }
  if (spec.healthCheckNodePort && !needsHealthCheck(spec)) {
    const detail = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
    errors.push(invalid('healthCheckNodePort', spec.healthCheckNodePort, detail));
  }
  return errors;
}

/** What the server gave out stays with a Service whose manifest leaves it open; what belonged to its type goes with that. */
export function carryOver(draft: Draft<'services'>, previous: Stored<'services'>): void {
  const { spec } = draft;
  const before = previous.spec;
  if (spec === undefined || before === undefined) return;
  dropWithType(spec, before);
  if (spec.type === 'ExternalName') return;
  const wasAddress = before.type !== 'ExternalName' ? before.clusterIP : undefined;
  const clusterIP = spec.clusterIP || wasAddress;
  const clusterIPs = spec.clusterIPs ?? (clusterIP === undefined ? undefined : [clusterIP]);
  const healthCheckNodePort = needsHealthCheck(spec) && (spec.healthCheckNodePort || before.healthCheckNodePort);
  const ports = spec.ports?.map((port) => withNodePort(port, before, spec.type));
  Object.assign(draft, {
    spec: {
      ...spec,
      ...(clusterIP === undefined ? {} : { clusterIP }),
      ...(clusterIPs === undefined ? {} : { clusterIPs }),
      ...(healthCheckNodePort ? { healthCheckNodePort } : {}),
      ...(ports === undefined ? {} : { ports }),
    },
  });
}

/** A field that only stayed behind when the type changed is no wish of the client's: `dropTypeDependentFields`. */
function dropWithType(spec: ServiceSpec, before: ServiceSpec): void {
  const isBalanced = spec.type === 'LoadBalancer';
  const isOutside = spec.type === 'NodePort' || isBalanced;
  const drop = (field: keyof ServiceSpec) => {
    if (spec[field] === before[field]) delete spec[field];
  };
  if (spec.type === 'ExternalName' && before.type !== 'ExternalName') {
    if (spec.clusterIP === before.clusterIP) {
      delete spec.clusterIP;
      delete spec.clusterIPs;
    }
    if (spec.ports !== undefined) spec.ports = spec.ports.map((port) => withNodePort(port, before, spec.type));
  }
  if (!isBalanced) for (const field of ['allocateLoadBalancerNodePorts', 'loadBalancerClass'] as const) drop(field);
  if (!isOutside && (spec.externalIPs ?? []).length === 0) drop('externalTrafficPolicy');
  if (!needsHealthCheck(spec)) drop('healthCheckNodePort');
}

function withNodePort(port: ServicePort, before: ServiceSpec, type: string | undefined): ServicePort {
  const old = before.ports?.find(
    (other) => other.port === port.port && (other.protocol ?? 'TCP') === (port.protocol ?? 'TCP'),
  );
  const { nodePort, ...rest } = port;
  if (type === 'NodePort' || type === 'LoadBalancer') {
    const kept = nodePort || old?.nodePort;
    return { ...rest, ...(kept ? { nodePort: kept } : {}) };
  }
  return nodePort && nodePort !== old?.nodePort ? port : rest;
}

/** What an update may not change. */
export function addressChangeErrors({ spec }: Draft<'services'>, previous: Stored<'services'>): FieldError[] {
  const before = previous.spec;
  const errors: FieldError[] = [];
  const fixed = before?.clusterIP && before.type !== 'ExternalName' && spec?.type !== 'ExternalName';
  if (fixed && spec?.clusterIP !== before.clusterIP) {
    errors.push(invalid('spec.clusterIPs[0]', spec?.clusterIP ?? '', 'may not change once set'));
  }
  const stayed = before?.type === 'LoadBalancer' && spec?.type === 'LoadBalancer';
  if (stayed && spec.loadBalancerClass !== before.loadBalancerClass) {
    errors.push(invalid('spec.loadBalancerClass', spec.loadBalancerClass ?? null, 'may not change once set'));
  }
  return errors;
}

export function needsHealthCheck({ type, externalTrafficPolicy }: ServiceSpec): boolean {
  return type === 'LoadBalancer' && externalTrafficPolicy === 'Local';
}

function noAddress(field: string, value: string): FieldError {
  return invalid(field, value, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)');
}

function isCidr(text: string): boolean {
  const [network = '', prefix = ''] = text.split('/');
  return isIP(network) !== 0 && /^\d{1,3}$/.test(prefix) && Number(prefix) <= (isIPv4(network) ? 32 : 128);
}
