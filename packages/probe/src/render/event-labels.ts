import type { ReportEvent } from '../report.ts';
import { clip } from './clip.ts';
import { html, type Markup } from './markup.ts';
import type { TimelineLayout } from './timeline-layout.ts';

export const labelHeight = 17;
const letterWidth = 6.6;
const longest = 60;

export interface PlacedLabel {
  readonly at: number;
  readonly text: string;
  readonly level: number;
  /** It stands left of its line. */
  readonly flip: boolean;
}

/** Puts each event's label beside its line, on a higher level where it would cover another. */
export function placeLabels(
  events: readonly ReportEvent[],
  { x, right }: Pick<TimelineLayout, 'x' | 'right'>,
): readonly PlacedLabel[] {
  const ends: number[] = [];
  return events
    .toSorted((one, other) => one.at - other.at)
    .map((event) => {
      const text = clip(event.text, longest);
      const length = text.length * letterWidth + 12;
      const flip = x(event.at) + length > right;
      const start = flip ? x(event.at) - length : x(event.at);
      const free = ends.findIndex((end) => end <= start);
      const level = free === -1 ? ends.length : free;
      ends[level] = start + length;
      return { at: event.at, text, level, flip };
    });
}

export function drawLabel({ at, text, level, flip }: PlacedLabel, layout: TimelineLayout): Markup {
  const x = Math.round(layout.x(at) * 10) / 10;
  const y = 14 + level * labelHeight;
  return html`<line class="event" x1="${x}" x2="${x}" y1="${y - 10}" y2="${layout.bottom}"/><text class="event-label" x="${flip ? x - 5 : x + 5}" y="${y}" text-anchor="${flip ? 'end' : 'start'}">${text}</text>`;
}
