import type { ActiveFault } from '@sticky/lab';
import { columns } from '../terminal/columns.ts';
import { oneLine } from '../terminal/printable.ts';

type Describe = (fault: ActiveFault['fault']) => string;

/** What goes wrong from now on, until when, what comes of it, and how to see and to end it. */
export function begunText(active: ActiveFault, consequence: string, describe: Describe): string {
  const isOver = active.since === active.until;
  const until = isOver ? '' : `, until ${clock(active.until)}`;
  const end = isOver ? '' : `  End it: sticky lab fault clear ${active.id}`;
  return [`${oneLine(describe(active.fault))}${until}.`, consequence, `Watch it: sticky lab log -f${end}`].join('\n');
}

/** A line for each fault that is on. */
export function faultsText(faults: readonly ActiveFault[], describe: Describe): string {
  if (faults.length === 0) return 'No fault is on.';
  return columns(
    faults.map((active) => [active.id, `until ${clock(active.until)}`, oneLine(describe(active.fault))]),
  ).join('\n');
}

/** The time of the day here. */
function clock(time: string): string {
  return new Date(time).toLocaleTimeString('en-GB');
}
