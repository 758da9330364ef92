import { INGRESS_NGINX_ANNOTATIONS, type KubernetesObject } from '@sticky/manifests';
import { isJsonObject, type JsonObject } from '../api/json.ts';
import type { LiveObject } from '../api/objects.ts';
import {
  type AppliedConfiguration,
  extractApplied,
  type FieldPath,
  otherOwners,
  overlay,
} from '../plan/applied-configuration.ts';

const { loadBalance, serviceUpstream, useRegex, ...keeping } = INGRESS_NGINX_ANNOTATIONS;
/** The annotations that keep a client on a pod; the others of ingress-nginx only bear on them. */
const ANNOTATIONS: readonly string[] = Object.values(keeping);
/** The fields of a Service that do. */
const KEEPING_FIELDS: readonly string[] = ['sessionAffinity', 'sessionAffinityConfig'];
/** What sticking by client address also sets, so that the address is the client's. By itself it keeps nobody. */
const TRAFFIC_POLICY = 'externalTrafficPolicy';
const SPEC_FIELDS: readonly string[] = [...KEEPING_FIELDS, TRAFFIC_POLICY];

/** The configuration with the affinity of `rendered` in place of its own. */
export function withAffinityOf(config: AppliedConfiguration, rendered: KubernetesObject): AppliedConfiguration {
  const annotations = pick(rendered.metadata.annotations ?? {}, (key) => ANNOTATIONS.includes(key));
  const spec = 'spec' in rendered && isJsonObject(rendered.spec) ? rendered.spec : {};
  const carried = rendered.kind === 'Service' ? pick(spec, (key) => SPEC_FIELDS.includes(key)) : {};
  return overlay(withoutAffinity(config), {
    ...(Object.keys(annotations).length > 0 && { metadata: { annotations } }),
    ...(Object.keys(carried).length > 0 && { spec: carried }),
  });
}

/** The configuration without all that sticking sets. */
export function withoutAffinity(config: AppliedConfiguration): AppliedConfiguration {
  const { annotations = {}, ...metadata } = config.metadata;
  const others = pick(annotations, (key) => !ANNOTATIONS.includes(key));
  const spec = isJsonObject(config.spec) ? pick(config.spec, (key) => !SPEC_FIELDS.includes(key)) : undefined;
  return {
    ...config,
    metadata: { ...metadata, ...(Object.keys(others).length > 0 && { annotations: others }) },
    ...(spec !== undefined && { spec }),
  };
}

/** Paths of the affinity fields that an object has now, whoever set them. */
export function affinityPaths(live: LiveObject): readonly FieldPath[] {
  const annotations = Object.keys(live.metadata.annotations ?? {}).filter((key) => ANNOTATIONS.includes(key));
  const spec = isJsonObject(live.spec) ? live.spec : {};
  const sticky = live.kind === 'Service' && spec.sessionAffinity === 'ClientIP';
  return [
    ...annotations.map((key) => ['metadata', 'annotations', key]),
    ...(sticky ? KEEPING_FIELDS.filter((key) => key in spec).map((key) => ['spec', key]) : []),
  ];
}

/** The path of the traffic policy, where Sticky alone has set it: the user's own is none of its business. */
export function ownTrafficPolicy(live: LiveObject): readonly FieldPath[] {
  const { spec } = extractApplied(live);
  const path = ['spec', TRAFFIC_POLICY];
  return isJsonObject(spec) && TRAFFIC_POLICY in spec && otherOwners(live, [path]).length === 0 ? [path] : [];
}

/** A merge patch that takes these fields away, whoever owns them. */
export function removal(paths: readonly FieldPath[]): JsonObject {
  return paths.reduce<JsonObject>(
    (patch, path) =>
      overlay(
        patch,
        path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), null),
      ),
    {},
  );
}

function pick<V>(object: Readonly<Record<string, V>>, keep: (key: string) => boolean): Record<string, V> {
  return Object.fromEntries(Object.entries(object).filter(([key]) => keep(key)));
}
