import type { Observation } from '../planned.ts';

/** A silence that a backend keeps by chance less than once in 1,000 times, at the rate at which it had answered. */
const unlikely = 0.001;

/** How many backends answered at first and no longer. */
export function goneOf(seen: readonly Observation[]): number {
  const backends = seen.flatMap(({ sample }) => sample.backend ?? []);
  return [...new Set(backends)].filter((backend) => {
    const last = backends.lastIndexOf(backend) + 1;
    const share = backends.filter((other) => other === backend).length / (last + 1);
    return (1 - share) ** (backends.length - last) < unlikely;
  }).length;
}
