import type { Page } from './html.ts';
import { html, type Markup } from './markup.ts';

/** What each experiment showed. */
export function evidenceSection({ report }: Page): Markup {
  const rows = report.evidence.map(
    ({ title, finding, requests, failures }) =>
      html`<tr><td>${title}</td><td>${finding}${failures > 0 ? html`, <span class="warn">${failures} failed</span>` : undefined}</td><td class="n">${requests}</td></tr>`,
  );
  return html`<section aria-labelledby="evidence"><h2 id="evidence">Evidence</h2><table>
<thead><tr><th>sent</th><th>what it shows</th><th class="n">requests</th></tr></thead><tbody>${rows}</tbody></table></section>`;
}

/** How the sessions spread over the pods: a bar a pod. */
export function sessionsSection({ report, backends, names }: Page): Markup {
  const sessions = (backend: string) =>
    Object.hasOwn(report.sessionsPerBackend, backend) ? (report.sessionsPerBackend[backend] ?? 0) : 0;
  const total = backends.reduce((sum, backend) => sum + sessions(backend), 0);
  if (total === 0) return html``;
  const rows = backends.map((backend) => {
    const width = Math.round((sessions(backend) / total) * 1000);
    return html`<tr><td>${names.get(backend) ?? ''} <code class="muted">${namedDifferently(backend, names.get(backend)) ? backend.slice(0, 8) : ''}</code></td><td class="bar"><svg class="share" viewBox="0 0 1000 12" preserveAspectRatio="none" aria-hidden="true"><rect class="rest" width="1000" height="12" rx="3"/><rect width="${width}" height="12" rx="3"/></svg></td><td class="n">${sessions(backend)} of ${total}</td></tr>`;
  });
  return html`<section aria-labelledby="sessions"><h2 id="sessions">Sessions per pod</h2><table>
<thead><tr><th>pod</th><th>where the sessions started</th><th class="n">sessions</th></tr></thead><tbody>${rows}</tbody></table></section>`;
}

function namedDifferently(backend: string, name: string | undefined): boolean {
  return name !== undefined && !backend.startsWith(name);
}
