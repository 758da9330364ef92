import * as z from 'zod';
import type { KubernetesObject } from '../objects.ts';
import type { Path } from '../router.ts';

const stringMap = z.record(z.string(), z.string('must be a string: put it in quotes'), 'must map names to strings');
const kubernetesObject = z.looseObject({
  apiVersion: z.string('is missing: give it, such as apps/v1').min(1, 'is empty: give it, such as apps/v1'),
  kind: z.string('is missing: give it, such as Deployment').min(1, 'is empty: give it, such as Deployment'),
  metadata: z.looseObject(
    {
      name: z.string('is missing: give the object a name').min(1, 'is empty: give the object a name'),
      namespace: z.string('must be a string').exactOptional(),
      labels: stringMap.exactOptional(),
      annotations: stringMap.exactOptional(),
    },
    'is missing: give at least a name',
  ),
});

/** Why a value is no Kubernetes object: the part that is wrong, and what to do about it. */
export interface Mismatch {
  readonly code: 'not-kubernetes' | 'templated';
  readonly path: Path;
  readonly message: string;
}

export const TEMPLATED =
  'This is a template that is still to be filled in: give what "helm template", or whatever fills it in, makes of it.';

/** The value as an object, the very one that was given, or why it is none. */
export function asKubernetesObject(
  value: unknown,
  file: string,
): { readonly object: KubernetesObject } | { readonly mismatch: Mismatch } {
  const mismatch = (message: string, path: Path = []) => ({
    mismatch: { code: 'not-kubernetes', path, message } as const,
  });
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return mismatch('This is no Kubernetes object: start it with apiVersion, kind and metadata.');
  }
  const other = otherFormat(value, file);
  if (other !== undefined) return mismatch(other);
  if (!isKubernetesObject(value)) {
    const { path, message } = whatIsWrong(value);
    return mismatch(message, path);
  }
  const { name, namespace = '' } = value.metadata;
  if (!`${name} ${namespace}`.includes('{{')) return { object: value };
  return {
    mismatch: { code: 'templated', path: ['metadata', name.includes('{{') ? 'name' : 'namespace'], message: TEMPLATED },
  };
}

function isKubernetesObject(value: object): value is KubernetesObject {
  return kubernetesObject.safeParse(value).success;
}

function whatIsWrong(value: object): { path: Path; message: string } {
  const [issue] = kubernetesObject.safeParse(value).error?.issues ?? [];
  const path = (issue?.path ?? []).filter((step) => typeof step !== 'symbol');
  return { path, message: `${path.join('.')} of this object ${issue?.message}.` };
}

/** The items of a List, or of a list by kind (`IngressList`), as the API server gives them; undefined for anything else. */
export function itemsOf(value: unknown): readonly unknown[] | undefined {
  if (typeof value !== 'object' || value === null || !('kind' in value) || !('items' in value)) return undefined;
  const { kind, items } = value;
  return typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items) ? items : undefined;
}

/** What to do about a file that stands beside manifests and is none; undefined for anything else. */
function otherFormat(value: object, file: string): string | undefined {
  const has = (key: string) => Object.hasOwn(value, key);
  const group = 'apiVersion' in value && typeof value.apiVersion === 'string' ? value.apiVersion : '';
  const name = file.split(/[\\/]/).at(-1) ?? '';
  const bare = !has('apiVersion') && !has('kind');
  if (group.startsWith('kustomize.config.k8s.io/') || (bare && /^kustomization\.ya?ml$/i.test(name))) {
    return 'This is a kustomization, no Kubernetes object: give what "kubectl kustomize" makes of it.';
  }
  if (/^v[12]$/.test(group) && !has('kind') && has('name') && has('version')) {
    return 'This is a Helm chart\'s Chart.yaml, no Kubernetes object: give what "helm template" makes of the chart.';
  }
  if (bare && /^values.*\.ya?ml$/i.test(name)) {
    return 'These are values of a Helm chart, no Kubernetes object: give what "helm template" makes of the chart.';
  }
  if (bare && 'services' in value && typeof value.services === 'object') {
    return 'This is a Docker Compose file, no Kubernetes object: give manifests, which begin with apiVersion and kind.';
  }
  return undefined;
}
