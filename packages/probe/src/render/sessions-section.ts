import { clip } from './clip.ts';
import type { Page } from './html.ts';
import { html, type Markup } from './markup.ts';

/** How the sessions spread over the pods: a bar a pod. */
export function sessionsSection({ report: { sessionsPerBackend }, backends, otherBackends, names }: Page): Markup {
  const total = Object.values(sessionsPerBackend).reduce((sum, sessions) => sum + sessions, 0);
  if (total === 0) return html``;
  const each = backends.map((backend) =>
    Object.hasOwn(sessionsPerBackend, backend) ? (sessionsPerBackend[backend] ?? 0) : 0,
  );
  const rows = backends.map((backend, index) => {
    const name = names.get(backend) ?? '';
    const identity = backend.startsWith(name) ? '' : clip(backend, 9);
    return row(html`${clip(name, 60)} <code class="muted">${identity}</code>`, each[index] ?? 0, total);
  });
  const others = total - each.reduce((sum, sessions) => sum + sessions, 0);
  const rest = otherBackends > 0 ? row(html`${otherBackends} others`, others, total) : undefined;
  return html`<section aria-labelledby="sessions"><h2 id="sessions">Sessions per pod</h2><table>
<thead><tr><th scope="col">pod</th><th scope="col">where the sessions started</th><th class="n" scope="col">sessions</th></tr></thead><tbody>${rows}${rest}</tbody></table></section>`;
}

function row(name: Markup, sessions: number, total: number): Markup {
  const width = Math.round((sessions / total) * 1000);
  return html`<tr><th class="row" scope="row">${name}</th><td class="bar"><svg class="share" viewBox="0 0 1000 12" preserveAspectRatio="none" aria-hidden="true"><rect class="rest" width="1000" height="12" rx="3"/><rect width="${width}" height="12" rx="3"/></svg></td><td class="n">${sessions} of ${total}</td></tr>`;
}
