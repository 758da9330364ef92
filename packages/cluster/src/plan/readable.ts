import { type KubernetesObject, toYaml } from '@sticky/manifests';
import type { LiveObject } from '../api/objects.ts';

const SERVER_METADATA = [
  'managedFields',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'selfLink',
  'namespace',
];
const SERVER_ANNOTATIONS = ['deployment.kubernetes.io/revision', 'kubectl.kubernetes.io/last-applied-configuration'];

/** YAML of a live object as a person would write it: without what the server alone writes. */
export function readable(live: LiveObject | undefined): string {
  return live === undefined ? '' : toYaml([withoutServerFields(live)]);
}

function withoutServerFields(live: LiveObject): KubernetesObject {
  const { status: _status, metadata, ...rest } = live;
  const { annotations = {}, ...others } = metadata;
  const kept = without(annotations, SERVER_ANNOTATIONS);
  return {
    ...rest,
    metadata: {
      ...without(others, SERVER_METADATA),
      ...(Object.keys(kept).length > 0 && { annotations: kept }),
      name: metadata.name,
    },
  };
}

function without<V>(object: Readonly<Record<string, V>>, keys: readonly string[]): Record<string, V> {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}
