import type { Row } from '../src/lab-requests/protocol.ts';

/** Whether every word of the filter stands somewhere in the row, in capitals or not. */
export function matches(row: Row, filter: string): boolean {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const text = rowText(row).toLowerCase();
  return words.every((word) => text.includes(word));
}

function rowText(row: Row): string {
  if (row.type === 'gap') return row.text;
  const { time, request, route, session, sessionMark, tries, tryMark, status } = row;
  const pods = tries.map(({ letter, pod, why }) => `${letter} ${pod} ${why}`);
  return [time, request, route, session, sessionMark?.text, ...pods, tryMark?.text, status].join(' ');
}
