import { firstOf } from './clip.ts';
import { failuresToTell } from './failures.ts';
import type { Page } from './html.ts';
import { html, type Markup } from './markup.ts';
import { formatOdds } from './odds.ts';
import { withCode } from './verdict-section.ts';

const mostRows = 60;
/** Lower ones say nothing. */
const leastOdds = 1;

/** What each experiment showed. */
export function evidenceSection({ report }: Page): Markup {
  const { shown, more } = firstOf(report.evidence, mostRows);
  const rows = shown.map((evidence) => {
    const { title, finding, requests, log10Odds } = evidence;
    const failures = failuresToTell(evidence);
    const failed = failures > 0 ? html`, <span class="warn">${failures} failed</span>` : undefined;
    const odds = log10Odds >= leastOdds ? formatOdds(log10Odds) : '';
    return html`<tr><th class="row" scope="row">${withCode(title, 80)}</th><td>${withCode(finding, 300)}${failed}</td><td class="n odds">${odds}</td><td class="n">${requests}</td></tr>`;
  });
  const rest = more > 0 ? html`<tr><td colspan="4">and ${more} more</td></tr>` : undefined;
  return html`<section aria-labelledby="evidence"><h2 id="evidence">Evidence</h2><table>
<thead><tr><th scope="col">sent</th><th scope="col">what it shows</th><th class="n" scope="col">odds</th><th class="n" scope="col">requests</th></tr></thead><tbody>${rows}${rest}</tbody></table></section>`;
}
