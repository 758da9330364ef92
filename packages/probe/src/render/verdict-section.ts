import { count } from '../words.ts';
import { clip, firstOf } from './clip.ts';
import type { Page } from './html.ts';
import { identityText } from './identity-text.ts';
import { html, type Markup } from './markup.ts';
import { suretyOf } from './surety.ts';
import { type Tone, toneOf } from './tone.ts';

const mostNotes = 20;

/** What was probed, and when. */
export function aboutSection({ report: { url, startedAt } }: Page): Markup {
  const when = startedAt.slice(0, 16).replace('T', ' ');
  return html`<header class="about"><code>${clip(url, 300)}</code><time datetime="${startedAt}">${when} UTC</time></header>`;
}

/** The verdict, why it holds, how sure it is, and what to know. */
export function verdictSection({ report }: Page): Markup {
  const { verdict } = report;
  const tone = toneOf(verdict.kind);
  const settle = verdict.settle === undefined ? [] : [html`<li class="settle">${withCode(verdict.settle)}</li>`];
  const { shown, more } = firstOf(verdict.advice, mostNotes);
  const notes = [
    ...settle,
    ...shown.map((note) => html`<li>${withCode(note)}</li>`),
    ...(more > 0 ? [html`<li>And ${more} more.</li>`] : []),
  ];
  return html`<section class="verdict ${tone}" aria-labelledby="verdict">
<svg viewBox="0 0 24 24" aria-hidden="true"><circle class="seal" cx="12" cy="12" r="11"/><path class="sign" d="${signs[tone]}"/></svg>
<div><h1 id="verdict">${withCode(verdict.headline.replace(/\.$/, ''))}</h1>
<p>${withCode(verdict.because)}</p>
<p class="muted">${suretyOf(verdict)} ${count(report.requests, 'request')} in ${took(report.took)}.</p>
${notes.length === 0 ? undefined : html`<ul>${notes}</ul>`}</div>
</section>`;
}

/** How the probe came to know what it says, and how to repeat it. */
export function footer({ report: { identity, seed } }: Page): Markup {
  const by = identity && html`Backends are told apart by ${withCode(identityText(identity), 300)}. `;
  return html`<footer class="muted">${by}Probed by Sticky; seed ${seed} draws the same lots again.</footer>`;
}

/** One for each tone: a tick, an exclamation mark, a cross, an i. */
const signs: Readonly<Record<Tone, string>> = {
  ok: 'M7 12.5 10.5 16 17 8.5',
  warning: 'M12 6.5v7M12 17.2v.1',
  bad: 'M8 8l8 8M16 8l-8 8',
  info: 'M12 11.5v5.5M12 7.2v.1',
};

/** A sentence in which names stand in quotes: these as code. */
export function withCode(text: string, most = 1_000): readonly Markup[] {
  return clip(text, most)
    .split(/"([^"]+)"/)
    .map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
}

function took(milliseconds: number): string {
  return milliseconds < 2000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
