import type { Deployment } from './replica-sets.ts';

/** How far a rolling update may go above and below the wanted number of pods. */
export interface Bounds {
  readonly maxSurge: number;
  readonly maxUnavailable: number;
}

/** Kubernetes' default for both. */
const DEFAULT = '25%';

/** Surge rounds up, unavailable rounds down; both 0 would stand still, so then one may be unavailable (`ResolveFenceposts`). */
export function rollingBounds(deployment: Deployment): Bounds {
  if (deployment.spec?.strategy?.type === 'Recreate') return { maxSurge: 0, maxUnavailable: 0 };
  const replicas = deployment.spec?.replicas ?? 1;
  const rolling = deployment.spec?.strategy?.rollingUpdate;
  const maxSurge = resolve(rolling?.maxSurge ?? DEFAULT, replicas, Math.ceil);
  const maxUnavailable = Math.min(resolve(rolling?.maxUnavailable ?? DEFAULT, replicas, Math.floor), replicas);
  return maxSurge === 0 && maxUnavailable === 0 ? { maxSurge, maxUnavailable: 1 } : { maxSurge, maxUnavailable };
}

function resolve(value: number | string, total: number, round: (share: number) => number): number {
  if (typeof value === 'number') return value;
  const percent = /^(\d+)%$/.exec(value)?.[1];
  return percent === undefined ? Number(value) || 0 : round((Number(percent) * total) / 100);
}
