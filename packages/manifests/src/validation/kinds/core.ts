import { isIP } from 'node:net';
import * as z from 'zod';
import {
  host,
  label,
  list,
  objectName,
  oneOf,
  port,
  portName,
  portNumberOrName,
  type Rule,
  rules,
  serviceName,
  shape,
  unique,
  whole,
} from '../schema.ts';

/** Kubernetes' own checks of a Service: ValidateService in pkg/apis/core/validation. */
const servicePort = shape({ port, name: label.optional(), targetPort: portNumberOrName.optional() }, [
  'protocol',
  'nodePort',
  'appProtocol',
]);
const serviceFields = shape(
  {
    type: oneOf('ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName').optional(),
    ports: list(servicePort).optional(),
    selector: z.record(z.string(), z.string()).optional(),
    sessionAffinity: oneOf('None', 'ClientIP').optional(),
    sessionAffinityConfig: shape({
      clientIP: shape({
        timeoutSeconds: whole('The timeout of an address in seconds', 1, 86400).optional(),
      }).optional(),
    }).optional(),
    externalTrafficPolicy: oneOf('Cluster', 'Local').optional(),
    internalTrafficPolicy: oneOf('Cluster', 'Local').optional(),
  },
  [
    'allocateLoadBalancerNodePorts',
    'clusterIP',
    'clusterIPs',
    'externalIPs',
    'externalName',
    'healthCheckNodePort',
    'ipFamilies',
    'ipFamilyPolicy',
    'loadBalancerClass',
    'loadBalancerIP',
    'loadBalancerSourceRanges',
    'publishNotReadyAddresses',
    'trafficDistribution',
  ],
);
type ServiceFields = z.infer<typeof serviceFields>;

const timeoutNeedsClientIp: Rule<ServiceFields> = ({ sessionAffinity, sessionAffinityConfig }) =>
  sessionAffinityConfig === undefined || sessionAffinity === 'ClientIP'
    ? undefined
    : {
        path: ['sessionAffinityConfig'],
        message: 'This is for sessionAffinity ClientIP alone: take it out, or set sessionAffinity to ClientIP.',
      };
const policyNeedsOutside: Rule<ServiceFields> = ({ type, externalTrafficPolicy }) =>
  externalTrafficPolicy === undefined || type === 'NodePort' || type === 'LoadBalancer'
    ? undefined
    : {
        path: ['externalTrafficPolicy'],
        message:
          'A Service without external traffic takes no policy for it: take it out, or set type to NodePort or LoadBalancer.',
      };
const severalPortsHaveNames: Rule<ServiceFields> = ({ ports = [] }) => {
  const nameless = ports.length > 1 ? ports.findIndex(({ name }) => name === undefined) : -1;
  return nameless === -1
    ? undefined
    : { path: ['ports', nameless, 'name'], message: 'Where there are several ports, each needs a name: give it one.' };
};
const portNamesDiffer = unique<{ name?: string | undefined }>('ports', ({ name }) => name);

export const service = serviceFields.superRefine(
  rules(timeoutNeedsClientIp, policyNeedsOutside, severalPortsHaveNames, ({ ports }) => portNamesDiffer(ports)),
);

/** Kubernetes' own checks of an Ingress: ValidateIngressSpec in pkg/apis/networking/validation. */
const backend = shape(
  {
    service: shape({
      name: serviceName,
      port: z.union([shape({ number: port }), shape({ name: portName })], {
        error: 'Give the port of the Service by number or by name, not both.',
      }),
    }).optional(),
  },
  ['resource'],
);
const ingressPath = shape({
  path: z.string().optional(),
  pathType: oneOf('Exact', 'Prefix', 'ImplementationSpecific'),
  backend,
}).superRefine(
  rules(({ path: text = '', pathType }) => {
    if (pathType !== 'ImplementationSpecific' && !text.startsWith('/')) {
      return { path: ['path'], message: `A path of pathType ${pathType} starts with "/": write one that does.` };
    }
    if (text !== '' && !text.startsWith('/'))
      return { path: ['path'], message: 'A path starts with "/": write one that does.' };
    if (pathType !== 'ImplementationSpecific' && /\/\/|\/\.\.?(\/|$)|%2[fF]/.test(text)) {
      return { path: ['path'], message: 'Neither "//" nor "/./", "/../" or "%2f" may stand in a path: take it out.' };
    }
    return undefined;
  }),
);

const ingressHost = host.refine((text) => isIP(text) === 0, {
  error: 'An Ingress takes a host name, no address: leave the host out, or name one.',
});

export const ingress = shape(
  {
    ingressClassName: objectName.optional(),
    tls: list(shape({ hosts: list(ingressHost).optional(), secretName: objectName.optional() })).optional(),
    rules: list(
      shape({
        host: ingressHost.optional(),
        http: shape({ paths: list(ingressPath, { least: 1 }) }).optional(),
      }),
    ).optional(),
  },
  ['defaultBackend'],
);
