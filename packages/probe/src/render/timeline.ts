import type { ReportEvent } from '../report.ts';
import type { Sample } from '../sample.ts';
import { drawLabel, labelHeight, placeLabels } from './event-labels.ts';
import { classOf, drawMark, shapeOf } from './mark.ts';
import { html, type Markup } from './markup.ts';
import type { BackendNames } from './names.ts';
import { layOutTimeline, type Mark, type Row, timeScale } from './timeline-layout.ts';

interface TimelineInput {
  readonly samples: readonly Sample[];
  readonly events: readonly ReportEvent[];
  /** Those with a row of their own. */
  readonly backends: readonly string[];
  readonly names: BackendNames;
  /** Numbers of the clients to follow. */
  readonly clients: ReadonlyMap<number, number>;
  /** What the picture shows, for who cannot see it. */
  readonly summary: string;
}

/** With more clients to follow, their numbers would cover one another. */
const mostNumbers = 48;

/** Who answered when: a row a backend, a lane, a colour and a line a client, a shape for what kind of request it was. */
export function timeline({ samples, events, backends, names, clients, summary }: TimelineInput): Markup {
  const times = events.map(({ at }) => at);
  const labels = placeLabels(events, timeScale(samples, times));
  const levels = Math.max(0, ...labels.map(({ level }) => level + 1));
  const layout = layOutTimeline(samples, backends, new Set(clients.keys()), times, 8 + levels * labelHeight);
  const ofClients = Map.groupBy(layout.marks, ({ sample }) => clients.get(sample.session));
  const followed = [...ofClients].flatMap(([client, marks]) => (client === undefined ? [] : [{ client, marks }]));
  return html`<svg viewBox="0 0 ${layout.width} ${layout.height}" role="img" aria-label="${summary}">
${layout.rows.map((row, index) => drawRow(row, index, layout.width, names))}${layout.ticks.map(({ x, label }) => html`<line class="tick" x1="${x}" x2="${x}" y1="${layout.top}" y2="${layout.bottom}"/><text class="muted" x="${x}" y="${layout.bottom + 20}" text-anchor="middle">${label}</text>`)}
${labels.map((label) => drawLabel(label, layout))}
${followed.map(({ client, marks }) => drawPath(marks, client))}
${layout.marks.map(({ sample, x, y }) => drawMark(sample, round(x), round(y), clients.get(sample.session), names))}
${followed.length > mostNumbers ? undefined : followed.map(({ client, marks }) => drawNumbers(marks, client))}</svg>`;
}

function drawRow({ kind, backend, top, height }: Row, index: number, width: number, names: BackendNames): Markup {
  const band =
    index % 2 === 0 ? html`<rect class="band" x="0" y="${top}" width="${width}" height="${height}" rx="4"/>` : html``;
  const name = backend === undefined ? { others: 'other pods', failed: 'no answer' }[kind] : (names.get(backend) ?? '');
  const shown = name.length > 19 ? `${name.slice(0, 18)}…` : name;
  const whole = backend?.slice(0, 256) ?? name;
  return html`${band}<text class="${backend === undefined ? 'row muted' : 'row'}" x="12" y="${top + height / 2 + 4}">${shown}<title>${whole}</title></text>`;
}

/** A client's answers joined by a line: it runs level while the client stays, and shows every move. */
function drawPath(marks: readonly Mark[], client: number): Markup {
  // Where its cookies were altered, a move says nothing of the client.
  const line = marks
    .filter(({ sample }) => sample.backend !== undefined && shapeOf(sample, true) !== 'triangle')
    .toSorted((one, other) => one.x - other.x);
  if (line.length < 2) return html``;
  return html`<polyline class="path ${classOf(client)}" points="${line.map(({ x, y }) => `${round(x)},${round(y)}`).join(' ')}"/>`;
}

/** A client's number before its first answer and behind its last, so that a lane can be named without its colour. */
function drawNumbers(marks: readonly Mark[], client: number): Markup {
  const inTime = marks.filter(({ sample }) => sample.backend !== undefined).toSorted((one, other) => one.x - other.x);
  const [first, last] = [inTime[0], inTime.at(-1)];
  if (first === undefined || last === undefined) return html``;
  const before = html`<text class="number" x="${round(first.x - 8)}" y="${round(first.y + 3)}" text-anchor="end">${client}</text>`;
  return html`${first === last ? undefined : before}<text class="number" x="${round(last.x + 8)}" y="${round(last.y + 3)}">${client}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
