import type { Evidence } from '../evidence.ts';
import { asksAsUsersDo } from '../experiments/ordinary.ts';

/** How many failures to tell beside a finding: where being refused is a finding, it says so itself. */
export function failuresToTell({ experiment, failures }: Evidence): number {
  return asksAsUsersDo(experiment) ? failures : 0;
}
