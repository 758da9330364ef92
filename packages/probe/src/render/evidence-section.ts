import { firstOf } from './clip.ts';
import type { Page } from './html.ts';
import { html, type Markup } from './markup.ts';
import { formatOdds } from './odds.ts';
import { withCode } from './verdict-section.ts';

const mostRows = 60;

/** What each experiment showed. */
export function evidenceSection({ report }: Page): Markup {
  const { shown, more } = firstOf(report.evidence, mostRows);
  const rows = shown.map(
    ({ title, finding, requests, failures, log10Odds }) =>
      html`<tr><th class="row" scope="row">${withCode(title, 80)}</th><td>${withCode(finding, 300)}${failures > 0 ? html`, <span class="warn">${failures} failed</span>` : undefined}</td><td class="n">${log10Odds > 0 ? formatOdds(log10Odds) : ''}</td><td class="n">${requests}</td></tr>`,
  );
  const rest = more > 0 ? html`<tr><td colspan="4">and ${more} more</td></tr>` : undefined;
  return html`<section aria-labelledby="evidence"><h2 id="evidence">Evidence</h2><table>
<thead><tr><th scope="col">sent</th><th scope="col">what it shows</th><th class="n" scope="col">odds</th><th class="n" scope="col">requests</th></tr></thead><tbody>${rows}${rest}</tbody></table></section>`;
}
