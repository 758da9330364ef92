import type { VerdictKind } from '../verdict.ts';
import { count } from '../words.ts';
import type { Page } from './html.ts';
import { html, type Markup } from './markup.ts';
import { formatNumberOfOdds } from './odds.ts';

/** The verdict, why it holds, how sure it is, and what to know. */
export function verdictSection({ report }: Page): Markup {
  const { verdict, url, startedAt } = report;
  const { tone, sign } = looks[verdict.kind];
  const settle = verdict.settle === undefined ? [] : [html`<li class="settle">${withCode(verdict.settle)}</li>`];
  const notes = [...settle, ...verdict.advice.map((note) => html`<li>${withCode(note)}</li>`)];
  return html`<div class="about"><code>${url}</code><time datetime="${startedAt}">${startedAt.slice(0, 16).replace('T', ' ')} UTC</time></div>
<section class="verdict ${tone}" aria-labelledby="verdict">
<svg viewBox="0 0 24 24" aria-hidden="true"><circle class="seal" cx="12" cy="12" r="11"/><path class="sign" d="${sign}"/></svg>
<div><h1 id="verdict">${withCode(verdict.headline.replace(/\.$/, ''))}</h1>
<p>${withCode(verdict.because)}</p>
<p class="muted">${surety(report)}${leak(report)} ${count(report.requests, 'request')} in ${took(report.took)}.</p>
${notes.length === 0 ? undefined : html`<ul>${notes}</ul>`}</div>
</section>`;
}

const TICK = 'M7 12.5 10.5 16 17 8.5';
const EXCLAMATION = 'M12 6.5v7M12 17.2v.1';
const CROSS = 'M8 8l8 8M16 8l-8 8';

const looks: Readonly<Record<VerdictKind, { tone: string; sign: string }>> = {
  'sticky-by-cookie': { tone: 'ok', sign: TICK },
  'sticky-by-header': { tone: 'ok', sign: TICK },
  'sticky-by-address': { tone: 'warning', sign: EXCLAMATION },
  'sticky-by-url': { tone: 'warning', sign: EXCLAMATION },
  'sticky-by-connection': { tone: 'warning', sign: EXCLAMATION },
  'partly-sticky': { tone: 'bad', sign: CROSS },
  'not-sticky': { tone: 'bad', sign: CROSS },
  'cookie-not-honoured': { tone: 'bad', sign: CROSS },
  'cookie-not-returned': { tone: 'bad', sign: CROSS },
  'one-backend': { tone: 'info', sign: 'M12 11.5v5.5M12 7.2v.1' },
  inconclusive: { tone: 'info', sign: 'M9 9.2a3 3 0 1 1 4.4 2.7c-1 .5-1.4 1-1.4 2M12 17.4v.1' },
};

function surety({ verdict }: Page['report']): string {
  if (verdict.certain) return 'Certain: it was seen, not inferred.';
  if (verdict.kind === 'inconclusive') return '';
  const odds = formatNumberOfOdds(verdict.log10Odds);
  return verdict.kind === 'one-backend'
    ? `A second pod, as likely as the first, would be missed once in ${odds} probes.`
    : `Chance would do this once in ${odds} probes.`;
}

function leak({ verdict }: Page['report']): string {
  if (verdict.leak === undefined) return '';
  return ` A route that loses one request in ${Math.floor(1 / verdict.leak)} would have been caught 19 times of 20.`;
}

/** Names that stand in quotes, set as code. */
function withCode(text: string): readonly Markup[] {
  return text.split(/"([^"]+)"/).map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
}

function took(milliseconds: number): string {
  return milliseconds < 2000 ? `${milliseconds} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
