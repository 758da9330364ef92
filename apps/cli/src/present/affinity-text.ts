import type { RouteAffinity } from '@sticky/cluster';
import { oneLine } from '../terminal/printable.ts';

/** `cookie key, 60 s, hashed`, `not sticky`, or `affinity unknown`. */
export function affinityText(affinity: RouteAffinity): string {
  switch (affinity.kind) {
    case 'none':
      return 'not sticky';
    case 'unknown':
      return 'affinity unknown';
    case 'cookie': {
      const age = affinity.maxAgeSeconds === undefined ? 'browser session' : secondsText(affinity.maxAgeSeconds);
      return oneLine(`cookie ${affinity.name}, ${age}, ${affinity.strength}`);
    }
    case 'client-address':
      return [
        'client address',
        ...(affinity.timeoutSeconds === undefined ? [] : [secondsText(affinity.timeoutSeconds)]),
      ].join(', ');
    case 'header':
      return oneLine(`header ${affinity.name}`);
  }
}

/** `60 s`, `5 min`, `3 h`: in the largest unit that needs no fraction, from two of it on. */
function secondsText(seconds: number): string {
  if (seconds >= 7_200 && seconds % 3_600 === 0) return `${seconds / 3_600} h`;
  if (seconds >= 120 && seconds % 60 === 0) return `${seconds / 60} min`;
  return `${seconds} s`;
}
