import { createHash } from 'node:crypto';
import type { PodTemplateSpec } from 'kubernetes-types/core/v1.js';
import { safeEncode } from '../random-suffix.ts';

export const POD_TEMPLATE_HASH = 'pod-template-hash';

/**
 * Ten characters that name a pod template, the same for equal templates. The real controller hashes Go's dump of the
 * struct with FNV-1a, which nobody can reproduce and nobody relies on; only sameness counts.
 */
export function podTemplateHash(template: PodTemplateSpec, collisions: number): string {
  const digest = createHash('sha256').update(canonical(template)).update(String(collisions)).digest();
  return safeEncode(String(digest.readUInt32BE(0)).padStart(10, '0'));
}

/** Whether two templates are the same but for the hash label that the controller adds. */
export function sameTemplate(a: PodTemplateSpec | undefined, b: PodTemplateSpec | undefined): boolean {
  return canonical(withoutHash(a)) === canonical(withoutHash(b));
}

function withoutHash(template: PodTemplateSpec | undefined): PodTemplateSpec {
  const { [POD_TEMPLATE_HASH]: _, ...labels } = template?.metadata?.labels ?? {};
  return { ...template, metadata: { ...template?.metadata, labels } };
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
