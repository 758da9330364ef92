import type { ReportEvent } from '../report.ts';
import { failureText, type Sample } from '../sample.ts';
import { html, type Markup } from './markup.ts';
import type { BackendNames } from './names.ts';
import { formatTime, layOutTimeline, type Mark, type TimelineLayout } from './timeline-layout.ts';

/** Colours of clients; the stylesheet has as many. Their lanes tell them apart where colours repeat or cannot be seen. */
const colors = 8;

interface TimelineInput {
  readonly samples: readonly Sample[];
  readonly events: readonly ReportEvent[];
  readonly backends: readonly string[];
  readonly names: BackendNames;
}

/** Who answered when: a row a backend, a lane and a colour a client, a shape for what kind of request it was. */
export function timeline({ samples, events, backends, names }: TimelineInput): Markup {
  const clients = numberClients(samples);
  const labels = placeLabels(
    events,
    layOutTimeline(
      samples,
      backends,
      new Set(),
      events.map(({ at }) => at),
      0,
    ),
  );
  const levels = Math.max(0, ...labels.map(({ level }) => level + 1));
  const top = 8 + levels * 17;
  const layout = layOutTimeline(
    samples,
    backends,
    new Set(clients.keys()),
    events.map(({ at }) => at),
    top,
  );
  return html`<svg viewBox="0 0 ${layout.width} ${layout.height}" role="img" aria-label="${summaryOf(samples, backends, names, clients.size)}">
${rows(layout, names)}${layout.ticks.map(({ x, label }) => html`<line class="tick" x1="${x}" x2="${x}" y1="${layout.top}" y2="${layout.bottom}"/><text class="muted" x="${x}" y="${layout.bottom + 20}" text-anchor="middle">${label}</text>`)}
${labels.map(({ event, level, flip }) => eventLine(event, layout, 14 + level * 17, flip))}
${[...clients].map(([session, client]) =>
  path(
    layout.marks.filter(({ sample }) => sample.session === session),
    client,
  ),
)}
${layout.marks.map((mark) => shape(mark, clients.get(mark.sample.session), names))}
${lastNumbers(layout.marks, clients)}</svg>`;
}

/** Clients with a jar, numbered from 1 in the order in which they were met. */
export function numberClients(samples: readonly Sample[]): ReadonlyMap<number, number> {
  const sessions = [
    ...new Set(samples.filter((sample) => sample.experiment !== 'fresh').map(({ session }) => session)),
  ];
  return new Map(sessions.map((session, index) => [session, index + 1]));
}

function rows(layout: TimelineLayout, names: BackendNames): readonly Markup[] {
  return layout.rows.map(({ backend, top, height }, index) => {
    const band =
      index % 2 === 0
        ? html`<rect class="band" x="0" y="${top}" width="${layout.width}" height="${height}" rx="4"/>`
        : html``;
    const name = backend === undefined ? 'no answer' : (names.get(backend) ?? '');
    const shown = name.length > 19 ? `${name.slice(0, 18)}…` : name;
    return html`${band}<text class="${backend === undefined ? 'row muted' : 'row'}" x="12" y="${top + height / 2 + 4}">${shown}<title>${backend ?? 'requests that failed'}</title></text>`;
  });
}

/** A client's answers joined by a line: it runs level while the client stays, and shows every move. */
function path(marks: readonly Mark[], client: number): Markup {
  const line = marks
    .filter(({ sample }) => sample.experiment !== 'ablation' && sample.backend !== undefined)
    .toSorted((one, other) => one.x - other.x);
  if (line.length < 2) return html``;
  return html`<polyline class="path c${client % colors}" points="${line.map(({ x, y }) => `${round(x)},${round(y)}`).join(' ')}"/>`;
}

function shape({ sample, x, y }: Mark, client: number | undefined, names: BackendNames): Markup {
  const color = client === undefined ? 'loose' : `c${client % colors}`;
  const at = `translate(${round(x)} ${round(y)})`;
  const title = html`<title>${describe(sample, client, names)}</title>`;
  switch (shapeOf(sample)) {
    case 'cross':
      return html`<path class="cross" transform="${at}" d="M-4-4 4 4M4-4-4 4">${title}</path>`;
    case 'diamond':
      return html`<path class="mark ${color}" transform="${at}" d="M0-6 6 0 0 6-6 0z">${title}</path>`;
    case 'square':
      return html`<path class="mark ${color}" transform="${at}" d="M-3.5-3.5h7v7h-7z">${title}</path>`;
    case 'triangle':
      return html`<path class="hollow ${color}" transform="${at}" d="M0-4.5 4.5 3.5h-9z">${title}</path>`;
    case 'ring':
      return html`<circle class="hollow ${color}" transform="${at}" r="3">${title}</circle>`;
    default:
      return html`<circle class="mark ${color}" transform="${at}" r="3.5">${title}</circle>`;
  }
}

export type Shape = 'cross' | 'diamond' | 'square' | 'triangle' | 'ring' | 'dot';

export function shapeOf(sample: Sample): Shape {
  if (sample.failure !== undefined) return 'cross';
  if (sample.experiment === 'fresh') return 'ring';
  if (sample.experiment === 'ablation') return 'triangle';
  if (sample.cookiesSet.length > 0) return 'diamond';
  return sample.experiment === 'connection' ? 'square' : 'dot';
}

/** One request in words, for the tooltip and for who cannot see the picture. */
function describe(sample: Sample, client: number | undefined, names: BackendNames): string {
  const who = client === undefined ? 'new client' : `client ${client}`;
  const what = sample.backend === undefined ? `failed: ${failureText(sample)}` : (names.get(sample.backend) ?? '');
  const set = sample.cookiesSet.length > 0 ? `, set ${sample.cookiesSet.map(({ name }) => name).join(', ')}` : '';
  return `${sample.at} ms, ${who}, connection ${sample.connection}: ${what}${set}`;
}

/** A client's number beside its last answer, so that a lane can be named without its colour. */
function lastNumbers(marks: readonly Mark[], clients: ReadonlyMap<number, number>): readonly Markup[] {
  return [...clients].map(([session, client]) => {
    const last = marks.filter(({ sample }) => sample.session === session).toSorted((one, other) => other.x - one.x)[0];
    return last === undefined
      ? html``
      : html`<text class="number" x="${round(last.x + 8)}" y="${round(last.y + 3)}">${client}</text>`;
  });
}

interface PlacedLabel {
  readonly event: ReportEvent;
  readonly level: number;
  readonly flip: boolean;
}

const letterWidth = 6.6;

/** Puts each event's label beside its line, on a higher level where it would cover another. */
function placeLabels(events: readonly ReportEvent[], { x, right }: TimelineLayout): readonly PlacedLabel[] {
  const ends: number[] = [];
  return events
    .toSorted((one, other) => one.at - other.at)
    .map((event) => {
      const length = event.text.length * letterWidth + 12;
      const flip = x(event.at) + length > right;
      const start = flip ? x(event.at) - length : x(event.at);
      const free = ends.findIndex((end) => end <= start);
      const level = free === -1 ? ends.length : free;
      ends[level] = start + length;
      return { event, level, flip };
    });
}

function eventLine({ at, text }: ReportEvent, layout: TimelineLayout, y: number, flip: boolean): Markup {
  const x = round(layout.x(at));
  return html`<line class="event" x1="${x}" x2="${x}" y1="${y - 10}" y2="${layout.bottom}"/><text class="event-label" x="${flip ? x - 5 : x + 5}" y="${y}" text-anchor="${flip ? 'end' : 'start'}">${text}</text>`;
}

function summaryOf(
  samples: readonly Sample[],
  backends: readonly string[],
  names: BackendNames,
  clients: number,
): string {
  const end = Math.max(0, ...samples.map(({ at }) => at));
  const shares = backends.map(
    (backend) =>
      `${names.get(backend) ?? ''} answered ${samples.filter((sample) => sample.backend === backend).length}`,
  );
  const failed = samples.filter(({ failure }) => failure !== undefined).length;
  return `${samples.length} requests over ${formatTime(end, end)}, ${clients} clients with a cookie jar: ${[...shares, ...(failed > 0 ? [`${failed} failed`] : [])].join(', ')}. The table below the picture has every request.`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
