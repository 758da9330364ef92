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

export interface Row {
  /** Absent: the row of requests that nobody answered. */
  readonly backend?: string;
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

/**
 * A row for each backend, and in it a lane for each client with a jar and one for all without, so that clients are told
 * apart by their place as well as by their colour.
 */
export function layOutTimeline(
  samples: readonly Sample[],
  backends: readonly string[],
  jars: ReadonlySet<number>,
  eventTimes: readonly number[],
  top: number,
): TimelineLayout {
  const end = Math.max(1, ...samples.map(({ at }) => at), ...eventTimes);
  const x = (at: number) => left + 14 + (at / end) * (right - left - 28);
  const laneOf = (sample: Sample) => (jars.has(sample.session) ? sample.session : -1);
  const rows: Row[] = [];
  const marks: Mark[] = [];
  let y = top;
  const failures = samples.some(({ backend }) => backend === undefined) ? [undefined] : [];
  for (const backend of [...backends, ...failures]) {
    const mine = samples.filter((sample) => sample.backend === backend);
    const lanes = [...new Set(mine.map(laneOf))].sort((one, other) => one - other);
    const step = Math.min(laneHeight, tallest / Math.max(1, lanes.length));
    const height = Math.max(34, lanes.length * step + 12);
    const first = y + (height - (lanes.length - 1) * step) / 2;
    for (const sample of mine) marks.push({ sample, x: x(sample.at), y: first + lanes.indexOf(laneOf(sample)) * step });
    rows.push({ top: y, height, ...(backend === undefined ? {} : { backend }) });
    y += height;
  }
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
