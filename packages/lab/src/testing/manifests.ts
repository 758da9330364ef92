import type { DeploymentSpec, ReplicaSetSpec } from 'kubernetes-types/apps/v1.js';
import type { PodSpec, ServiceSpec } from 'kubernetes-types/core/v1.js';
import type { IngressSpec } from 'kubernetes-types/networking/v1.js';
import type { Draft } from '../store/resource-types.ts';

const namespace = 'default';

/** Small, valid objects that a test says only its own part of. */
export function deployment(name: string, spec: Partial<DeploymentSpec> = {}, image = 'app:1'): Draft<'deployments'> {
  const labels = { app: name };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'app', image }] } };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: { selector: { matchLabels: labels }, template, ...spec },
  };
}

export function replicaSet(name: string, spec: Partial<ReplicaSetSpec> = {}): Draft<'replicasets'> {
  const labels = { app: name };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'app', image: 'app:1' }] } };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name, namespace },
    spec: { selector: { matchLabels: labels }, template, ...spec },
  };
}

export function pod(name: string, labels: Record<string, string> = {}, spec: Partial<PodSpec> = {}): Draft<'pods'> {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels },
    spec: { containers: [{ name: 'app', image: 'app:1' }], ...spec },
  };
}

export function service(name: string, spec: Partial<ServiceSpec> = {}): Draft<'services'> {
  const ports = [{ port: 80, targetPort: 8080 }];
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: { selector: { app: name }, ports, ...spec },
  };
}

export function ingress(
  name: string,
  spec: Partial<IngressSpec> = {},
  annotations: Record<string, string> = {},
): Draft<'ingresses'> {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name, namespace, annotations },
    spec: { ingressClassName: 'nginx', ...spec },
  };
}
