import { failureText } from '../sample.ts';
import { count } from '../words.ts';
import type { Page } from './html.ts';
import { html, type Markup } from './markup.ts';
import { numberClients, type Shape, shapeOf, timeline } from './timeline.ts';

const legend: readonly { readonly shape: Shape; readonly icon: Markup; readonly meaning: string }[] = [
  { shape: 'dot', icon: html`<circle class="mark" cx="7" cy="7" r="3.5"/>`, meaning: 'request with a cookie jar' },
  { shape: 'diamond', icon: html`<path class="mark" d="M7 1 13 7 7 13 1 7z"/>`, meaning: 'the answer set a cookie' },
  { shape: 'square', icon: html`<path class="mark" d="M3.5 3.5h7v7h-7z"/>`, meaning: 'request on a kept connection' },
  {
    shape: 'triangle',
    icon: html`<path class="hollow" d="M7 2.5 11.5 10.5h-9z"/>`,
    meaning: 'with some cookies left out',
  },
  { shape: 'ring', icon: html`<circle class="hollow" cx="7" cy="7" r="3"/>`, meaning: 'new client without cookies' },
  { shape: 'cross', icon: html`<path class="cross" d="M3 3 11 11M11 3 3 11"/>`, meaning: 'failed' },
];

/** The picture of who answered when, its legend, and the same as a table. */
export function timelineSection({ report, backends, names }: Page): Markup {
  const { samples, events } = report;
  if (samples.length === 0) return html``;
  const clients = numberClients(samples);
  const used = new Set(samples.map(shapeOf));
  const rows = samples.map((sample) => {
    const client = clients.get(sample.session);
    const who =
      sample.backend === undefined
        ? html`<span class="warn">${failureText(sample)}</span>`
        : (names.get(sample.backend) ?? '');
    return html`<tr><td class="n">${sample.at.toFixed(1)}</td><td>${sample.experiment}</td><td>${client === undefined ? 'new' : `client ${client}`}</td><td class="n">${sample.connection}</td><td>${who}</td><td class="n">${sample.status ?? ''}</td><td>${sample.cookiesSet.map(({ name }) => name).join(', ')}</td></tr>`;
  });
  const happened = events.map(({ at, text }) => html`<li>${(at / 1000).toFixed(1)} s: ${text}</li>`);
  return html`<section aria-labelledby="when"><h2 id="when">Who answered when</h2>
<div class="picture" tabindex="0">${timeline({ samples, events, backends, names })}</div>
<div class="legend">${legend.filter(({ shape }) => used.has(shape)).map(({ icon, meaning }) => html`<span><svg viewBox="0 0 14 14" aria-hidden="true">${icon}</svg>${meaning}</span>`)}<span>one row a pod; one colour, line and number a client</span></div>
<details><summary>${count(samples.length, 'request')} as a table</summary>${happened.length === 0 ? undefined : html`<ul>${happened}</ul>`}<div class="scroll" tabindex="0" role="region" aria-label="Every request"><table>
<thead><tr><th class="n">ms</th><th>experiment</th><th>client</th><th class="n">connection</th><th>answered by</th><th class="n">status</th><th>cookies set</th></tr></thead>
<tbody>${rows}</tbody></table></div></details></section>`;
}
