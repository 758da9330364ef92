import type { Container, EnvVar } from 'kubernetes-types/core/v1.js';
import type { Stored } from '../store/resource-types.ts';
import type { Store } from '../store/store.ts';

export interface EnvironmentContext {
  readonly store: Store;
  readonly pod: Stored<'pods'>;
  readonly container: Container;
  readonly podIP: string;
  readonly nodeAddress: string;
}

/** A container's `env` cannot be made: the kubelet's `CreateContainerConfigError`. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/**
 * The variables of a container: the pod's identity, then its own `env` in order, with `$(NAME)` expanded.
 *
 * @throws EnvironmentError for a source that is not there
 */
export function containerEnvironment(context: EnvironmentContext): Record<string, string> {
  const { metadata } = context.pod;
  // A Map: an object would know variables such as `constructor` that nobody set.
  const variables = new Map([
    ['HOSTNAME', context.pod.spec?.hostname ?? metadata.name],
    ['POD_NAME', metadata.name],
    ['POD_NAMESPACE', metadata.namespace ?? 'default'],
    ['POD_IP', context.podIP],
  ]);
  for (const entry of context.container.env ?? []) {
    const value = entry.valueFrom === undefined ? expand(entry.value ?? '', variables) : readSource(entry, context);
    if (value !== undefined) variables.set(entry.name, value);
  }
  return Object.fromEntries(variables);
}

/** `$(NAME)` is the variable, when there is one; `$$` is one dollar. As k8s.io/kubernetes/third_party/forked/golang/expansion. */
function expand(text: string, variables: ReadonlyMap<string, string>): string {
  return text.replace(/\$(\$|\(([^()]*)\))/g, (whole, kind: string, name: string) =>
    kind === '$' ? '$' : (variables.get(name) ?? whole),
  );
}

function readSource({ name, valueFrom }: EnvVar, context: EnvironmentContext): string | undefined {
  if (valueFrom?.fieldRef !== undefined) return readField(valueFrom.fieldRef.fieldPath, context);
  if (valueFrom?.secretKeyRef !== undefined) return readSecret(valueFrom.secretKeyRef, context);
  throw new EnvironmentError(`env ${name}: the lab knows value, fieldRef and secretKeyRef only`);
}

function readField(path: string, { pod, podIP, nodeAddress }: EnvironmentContext): string {
  const { metadata, spec } = pod;
  const keyed = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
  if (keyed !== null) return ownValue(keyed[1] === 'labels' ? metadata.labels : metadata.annotations, keyed[2]) ?? '';
  const fields: Readonly<Record<string, string>> = {
    'metadata.name': metadata.name,
    'metadata.namespace': metadata.namespace ?? 'default',
    'metadata.uid': metadata.uid,
    'spec.nodeName': spec?.nodeName ?? '',
    'spec.serviceAccountName': spec?.serviceAccountName ?? 'default',
    'status.hostIP': nodeAddress,
    'status.hostIPs': nodeAddress,
    'status.podIP': podIP,
    'status.podIPs': podIP,
  };
  const value = ownValue(fields, path);
  if (value === undefined) throw new EnvironmentError(`unsupported fieldPath: ${path}`);
  return value;
}

type SecretKeyRef = NonNullable<NonNullable<EnvVar['valueFrom']>['secretKeyRef']>;

function readSecret(reference: SecretKeyRef, { store, pod }: EnvironmentContext): string | undefined {
  const { name = '', key, optional } = reference;
  const secret = store.get('secrets', { namespace: pod.metadata.namespace, name });
  const encoded = ownValue(secret?.data, key);
  if (encoded !== undefined) return Buffer.from(encoded, 'base64').toString('utf8');
  if (optional === true) return undefined;
  throw new EnvironmentError(
    secret === undefined
      ? `secret "${name}" not found`
      : `couldn't find key ${key} in Secret ${pod.metadata.namespace}/${name}`,
  );
}

function ownValue(map: Readonly<Record<string, string>> | undefined, key = ''): string | undefined {
  return map !== undefined && Object.hasOwn(map, key) ? map[key] : undefined;
}
