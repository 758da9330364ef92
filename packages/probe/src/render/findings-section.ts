import type { HygieneFinding } from '../hygiene/hygiene.ts';
import { firstOf } from './clip.ts';
import type { Page } from './html.ts';
import { html, type Markup } from './markup.ts';
import { withCode } from './verdict-section.ts';

const mostFindings = 30;

/** What was found besides, and is about no single cookie. */
export function findingsSection({ report: { hygiene } }: Page): Markup {
  const findings = hygiene?.findings.filter(({ cookie }) => cookie === undefined) ?? [];
  if (findings.length === 0) return html``;
  return html`<section aria-labelledby="findings"><h2 id="findings">Also found</h2>${findingList(findings)}</section>`;
}

/** Findings, told apart by their sign and a word for who does not see it. */
export function findingList(findings: readonly HygieneFinding[]): Markup {
  const { shown, more } = firstOf(findings, mostFindings);
  if (shown.length === 0) return html``;
  const items = shown.map(({ severity, text }) =>
    severity === 'warning'
      ? html`<li class="warning"><span class="unseen">Warning: </span>${withCode(text, 500)}</li>`
      : html`<li>${withCode(text, 500)}</li>`,
  );
  return html`<ul class="findings">${items}${more > 0 ? html`<li>And ${more} more.</li>` : undefined}</ul>`;
}
