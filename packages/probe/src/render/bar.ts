import type { Evidence } from '../evidence.ts';
import { asksAsUsersDo } from '../experiments/ordinary.ts';

export const barWidth = 20;
/** The bar's letters: one a backend, in the order in which they were met. */
const letters = ['#', '.', '=', '+', 'o', '~'];

/** Whether it is about who answered; the other experiments are about what an answer was. */
export function hasBar({ experiment }: Evidence): boolean {
  return asksAsUsersDo(experiment) && experiment !== 'expiry';
}

/** Twenty letters: full when everybody stayed, else shared among the backends by their answers, at least one for each. */
export function barOf({ experiment, backends, stayed }: Evidence, order: readonly string[]): string {
  if (stayed) return '#'.repeat(barWidth);
  if (experiment === 'ablation') return '.'.repeat(barWidth);
  const met = order.filter((backend) => Object.hasOwn(backends, backend)).slice(0, barWidth);
  const total = met.reduce((sum, backend) => sum + (backends[backend] ?? 0), 0);
  if (total === 0) return ' '.repeat(barWidth);
  let left = barWidth;
  return met
    .map((backend, index) => {
      const others = met.length - index - 1;
      const share = Math.round(((backends[backend] ?? 0) / total) * barWidth);
      const length = others === 0 ? left : Math.min(Math.max(1, share), left - others);
      left -= length;
      return (letters[order.indexOf(backend) % letters.length] ?? '').repeat(Math.max(0, length));
    })
    .join('');
}

export function colorOf(letter: string): 'blue' | 'yellow' | 'magenta' | 'cyan' {
  return (['blue', 'yellow', 'magenta', 'cyan'] as const)[letters.indexOf(letter) % 4] ?? 'blue';
}
