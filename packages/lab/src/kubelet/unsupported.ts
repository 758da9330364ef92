import type { Container, PodSpec, Probe } from 'kubernetes-types/core/v1.js';

/** What a pod asks for that a process on this machine cannot be given, in one sentence; undefined when it can run. */
export function unsupportedIn(spec: PodSpec): string | undefined {
  if ((spec.initContainers ?? []).length > 0) return 'the lab runs no initContainers';
  if (spec.hostNetwork === true) return 'the lab has no hostNetwork';
  return spec.containers.map((container) => unsupportedInContainer(container)).find((reason) => reason !== undefined);
}

function unsupportedInContainer(container: Container): string | undefined {
  const at = `container ${container.name}: the lab`;
  if (container.command !== undefined) return `${at} runs an image's own program and no other command`;
  if ((container.envFrom ?? []).length > 0) return `${at} has no envFrom; name each variable in env`;
  if ((container.volumeMounts ?? []).length > 0) return `${at} mounts no volumes`;
  if (container.lifecycle?.postStart !== undefined) return `${at} runs no postStart hook`;
  const { preStop } = container.lifecycle ?? {};
  if (preStop !== undefined && preStop.sleep === undefined) return `${at} runs no preStop hook but sleep`;
  const probes = [container.startupProbe, container.readinessProbe, container.livenessProbe];
  const probe = probes.find((candidate) => candidate !== undefined && !isSupported(candidate));
  return probe === undefined
    ? undefined
    : `${at} knows httpGet (plain HTTP, to the pod itself) and tcpSocket probes only`;
}

function isSupported({ httpGet, tcpSocket }: Probe): boolean {
  if (tcpSocket !== undefined) return tcpSocket.host === undefined || tcpSocket.host === '';
  return httpGet !== undefined && (httpGet.scheme ?? 'HTTP') === 'HTTP' && (httpGet.host ?? '') === '';
}
