import type { Report, Sample } from '@sticky/probe';
import { html, type Markup } from './markup.ts';

const WIDTH = 1000;
const LEFT = 90;
const TOP = 28;
const ROW = 38;
const HUES = 6;

/** Who answered when: a row a backend, a mark a request, its colour its session, a diamond where a cookie was set. */
export function timelineSvg(report: Report, names: (backend: string) => string): Markup {
  const answered = report.samples.flatMap((sample) =>
    sample.backend === undefined ? [] : [{ ...sample, backend: sample.backend }],
  );
  const backends = [...new Set(answered.map(({ backend }) => backend))];
  const bottom = TOP + backends.length * ROW;
  const end = Math.max(1, ...report.samples.map(({ at }) => at));
  const x = (at: number) => Math.round((LEFT + 10 + (at / end) * (WIDTH - LEFT - 20)) * 10) / 10;
  const y = (backend: string) => TOP + backends.indexOf(backend) * ROW + ROW / 2;

  const rows = backends.map(
    (backend) => html`<text x="0" y="${y(backend) + 4}">${names(backend)}</text>
<line class="grid" x1="${LEFT}" x2="${WIDTH}" y1="${y(backend)}" y2="${y(backend)}"/>`,
  );
  const marks = answered.map((sample) => mark(sample, x(sample.at), y(sample.backend)));
  const parts = experimentStarts(report.samples).map(
    ({ experiment, at }) => html`<line class="part" x1="${x(at)}" x2="${x(at)}" y1="16" y2="${bottom}"/>
<text class="muted" x="${x(at) + 4}" y="14">${experiment}</text>`,
  );
  const label = `${answered.length} answers of ${backends.length} pods over ${Math.round(end)} milliseconds`;
  return html`<svg viewBox="0 0 ${WIDTH} ${bottom + 24}" role="img" aria-label="${label}">
${parts}${rows}${marks}
<text class="muted" x="${LEFT}" y="${bottom + 18}">0</text>
<text class="muted" x="${WIDTH}" y="${bottom + 18}" text-anchor="end">${Math.round(end)} ms</text></svg>`;
}

function mark({ session, cookiesSet, experiment }: Sample, x: number, y: number): Markup {
  const offset = ((session % HUES) - (HUES - 1) / 2) * 4;
  const hue = `s${session % HUES}`;
  const title = html`<title>${experiment}, session ${session}</title>`;
  if (cookiesSet.length === 0) return html`<circle class="${hue}" cx="${x}" cy="${y + offset}" r="3">${title}</circle>`;
  return html`<path class="${hue}" d="M${x} ${y + offset - 5}l5 5-5 5-5-5z">${title}</path>`;
}

function experimentStarts(samples: readonly Sample[]): { experiment: string; at: number }[] {
  const starts = new Map<string, number>();
  for (const { experiment, at } of samples) starts.set(experiment, Math.min(at, starts.get(experiment) ?? at));
  return [...starts].map(([experiment, at]) => ({ experiment, at }));
}
