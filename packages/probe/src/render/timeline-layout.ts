import type { Sample } from '../sample.ts';

/** Where everything of the timeline stands, in the units of its view box. */
export interface TimelineLayout {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly rows: readonly Row[];
  readonly marks: readonly Mark[];
  readonly ticks: readonly { readonly x: number; readonly label: string }[];
  x(at: number): number;
}

export type Row =
  | (Place & { readonly kind: 'backend'; readonly backend: string })
  /** All backends without a row of their own; requests that nobody answered. */
  | (Place & { readonly kind: 'others' | 'failed'; readonly backend?: undefined });

interface Place {
  readonly top: number;
  readonly height: number;
}

export interface Mark {
  readonly sample: Sample;
  readonly x: number;
  readonly y: number;
}

const width = 1000;
const left = 150;
const right = width - 34;
const laneHeight = 11;
const tallest = 150;

/** Where times stand from left to right. */
export function timeScale(
  samples: readonly Sample[],
  eventTimes: readonly number[],
): { readonly end: number; readonly right: number; x(at: number): number } {
  const end = [...samples.map(({ at }) => at), ...eventTimes].reduce((last, at) => Math.max(last, at), 1);
  return { end, right, x: (at) => left + 14 + (at / end) * (right - left - 28) };
}

/**
 * A row for each backend, and in it a lane for each client to follow and one for all others, so that clients are told
 * apart by their place as well as by their colour.
 */
export function layOutTimeline(
  samples: readonly Sample[],
  backends: readonly string[],
  followed: ReadonlySet<number>,
  eventTimes: readonly number[],
  top: number,
): TimelineLayout {
  const { end, x } = timeScale(samples, eventTimes);
  // Failures are one lane: each may be another client's.
  const laneOf = ({ session, backend }: Sample) => (backend !== undefined && followed.has(session) ? session : -1);
  const known = new Set(backends);
  const inRow = Map.groupBy(samples, ({ backend }) =>
    backend === undefined ? 'failed' : known.has(backend) ? `backend ${backend}` : 'others',
  );
  const rows: Row[] = [];
  const marks: Mark[] = [];
  let y = top;

  function addRow(key: string, kind: { kind: 'backend'; backend: string } | { kind: 'others' | 'failed' }): void {
    const mine = inRow.get(key) ?? [];
    const lanes = [...new Set(mine.map(laneOf))].sort((one, other) => one - other);
    const lane = new Map(lanes.map((session, index) => [session, index]));
    const step = Math.min(laneHeight, tallest / Math.max(1, lanes.length));
    const height = Math.round(Math.max(34, lanes.length * step + 12));
    const first = y + (height - (lanes.length - 1) * step) / 2;
    for (const sample of mine) {
      marks.push({ sample, x: x(sample.at), y: first + (lane.get(laneOf(sample)) ?? 0) * step });
    }
    rows.push({ top: y, height, ...kind });
    y += height;
  }

  for (const backend of backends) addRow(`backend ${backend}`, { kind: 'backend', backend });
  if (inRow.has('others')) addRow('others', { kind: 'others' });
  if (inRow.has('failed')) addRow('failed', { kind: 'failed' });
  const ticks = tickTimes(end).map((at) => ({ x: x(at), label: formatTime(at, end) }));
  return { width, height: y + 30, left, right, top, bottom: y, rows, marks, ticks, x };
}

/** Four to ten round times from 0 to `end`, in milliseconds. */
export function tickTimes(end: number): readonly number[] {
  const rough = end / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.floor(end / step) + 1 }, (_, index) => index * step);
}

/** `0.5 ms`, `20 ms`, `1.5 s`: in seconds from two seconds on. */
export function formatTime(milliseconds: number, end: number): string {
  const [value, unit] = end >= 2000 ? [milliseconds / 1000, 's'] : [milliseconds, 'ms'];
  return `${Number(value.toFixed(end < 10 || (end >= 2000 && end < 10_000) ? 1 : 0))} ${unit}`;
}
