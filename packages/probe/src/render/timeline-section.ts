import { count } from '../words.ts';
import { numberClients } from './clients.ts';
import { clip, firstOf } from './clip.ts';
import type { Page } from './html.ts';
import { answerer, cookieNames, looks, shapeOf } from './mark.ts';
import { html, type Markup } from './markup.ts';
import { timeline } from './timeline.ts';
import { formatTime } from './timeline-layout.ts';

const mostEvents = 40;

/** The picture of who answered when, its legend, and the same as a table. */
export function timelineSection(page: Page): Markup {
  const { samples, backends, names, report } = page;
  if (samples.length === 0) return html``;
  const clients = numberClients(report.samples);
  const events = firstOf(report.events, mostEvents);
  const left = report.samples.length - samples.length;
  const thinned =
    left > 0
      ? `${samples.length.toLocaleString('en-US')} of ${report.samples.length.toLocaleString('en-US')} requests are shown: failures, moves and cookies set first, the others at equal distances.`
      : '';
  return html`<section aria-labelledby="when"><h2 id="when">Who answered when</h2>
<div class="picture" tabindex="0" role="group" aria-labelledby="when">${timeline({ samples, events: events.shown, backends, names, clients, summary: summaryOf(page, clients.size) })}</div>
${legend(page, clients)}
${thinned === '' ? undefined : html`<p class="muted">${thinned}</p>`}
${events.shown.length === 0 ? undefined : html`<h3>What happened meanwhile</h3><ul class="events">${events.shown.map(({ at, text }) => html`<li>${formatTime(at, report.took)}: ${clip(text, 200)}</li>`)}${events.more > 0 ? html`<li>and ${events.more} more</li>` : undefined}</ul>`}
<details><summary>${count(samples.length, 'request')} as a table</summary>${requestTable(page, clients)}</details></section>`;
}

function legend({ samples }: Page, clients: ReadonlyMap<number, number>): Markup {
  const used = new Set<string>(samples.map((sample) => shapeOf(sample, clients.has(sample.session))));
  const items = Object.entries(looks)
    .filter(([shape]) => used.has(shape))
    .map(
      ([, { fill, path, meaning }]) =>
        html`<span><svg viewBox="-7 -7 14 14" aria-hidden="true"><path class="${fill}" d="${path}"/></svg>${meaning}</span>`,
    );
  return html`<div class="legend">${items}<span>one row a pod; one number, lane and colour a client</span></div>`;
}

function requestTable({ samples, names }: Page, clients: ReadonlyMap<number, number>): Markup {
  const rows = samples.map((sample) => {
    const client = clients.get(sample.session);
    const who = answerer(sample, names);
    return html`<tr><td class="n">${sample.at.toFixed(1)}</td><td>${clip(sample.experiment, 20)}</td><td>${client === undefined ? 'new' : `client ${client}`}</td><td class="n">${sample.connection}</td><td>${sample.backend === undefined ? html`<span class="warn">${who}</span>` : who}</td><td class="n">${sample.status ?? ''}</td><td>${cookieNames(sample)}</td></tr>`;
  });
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Requests, one by one"><table><caption class="unseen">Requests, one by one, in the order in which they were sent</caption>
<thead><tr><th class="n" scope="col">ms</th><th scope="col">experiment</th><th scope="col">client</th><th class="n" scope="col">connection</th><th scope="col">answered by</th><th class="n" scope="col">status</th><th scope="col">cookies set</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

/** The picture in a sentence: how long, how many, who answered how much. */
function summaryOf({ report: { samples }, backends, names, otherBackends }: Page, clients: number): string {
  const answers = new Map<string | undefined, number>();
  let end = 0;
  for (const { backend, at } of samples) {
    answers.set(backend, (answers.get(backend) ?? 0) + 1);
    end = Math.max(end, at);
  }
  const shares = backends.map(
    (backend) => `${clip(names.get(backend) ?? '', 40)} answered ${answers.get(backend) ?? 0}`,
  );
  const failed = answers.get(undefined) ?? 0;
  const told = [
    ...shares,
    ...(otherBackends > 0 ? [`${otherBackends} other pods the rest`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
  return `${count(samples.length, 'request')} over ${formatTime(end, end)}, ${count(clients, 'client')} to follow: ${told.join(', ')}. The table below the picture has them one by one.`;
}
