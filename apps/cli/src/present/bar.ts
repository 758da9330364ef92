import type { Style } from '../terminal/style.ts';

// One sign a pod, because colour alone must not carry meaning.
const signs = ['#', '.', 'o', '+', '=', '~'];

/** A bar of `width` signs that shows how `counts` divide: `############........`. What is not zero has a sign at least. */
export function bar(counts: readonly number[], style: Style, width = 20): string {
  return divide(counts, width)
    .map((length, index) => style.hue(index, (signs[index % signs.length] ?? '#').repeat(length)))
    .join('');
}

/** Divides `width` in proportion to `counts`, the largest remainders rounded up. */
function divide(counts: readonly number[], width: number): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return [];
  const exact = counts.map((count) => (count / total) * width);
  const lengths = counts.map((count, index) => Math.max(count > 0 ? 1 : 0, Math.floor(exact[index] ?? 0)));
  const gap = (index: number) => (exact[index] ?? 0) - (lengths[index] ?? 0);
  const byGap = counts.map((_, index) => index);
  for (let left = width - lengths.reduce((sum, length) => sum + length, 0); left !== 0; left -= Math.sign(left)) {
    byGap.sort((a, b) => Math.sign(left) * (gap(b) - gap(a)));
    const [next] = byGap.filter((index) => left > 0 || (lengths[index] ?? 0) > 1);
    if (next === undefined) break;
    lengths[next] = (lengths[next] ?? 0) + Math.sign(left);
  }
  return lengths;
}
