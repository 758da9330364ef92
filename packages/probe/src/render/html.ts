import { createHash } from 'node:crypto';
import type { Report } from '../report.ts';
import { cookieSection } from './cookie-section.ts';
import { evidenceSection, sessionsSection } from './evidence-section.ts';
import { html, type Markup } from './markup.ts';
import { type BackendNames, backendsOf, nameBackends } from './names.ts';
import { style } from './style.ts';
import { timelineSection } from './timeline-section.ts';
import { verdictSection } from './verdict-section.ts';

export interface HtmlOptions {
  /** `auto`, the default, follows the reader's system, or the editor inside VS Code. */
  readonly theme?: 'auto' | 'light' | 'dark';
  /** Lets the stylesheet pass a page's Content-Security-Policy. Default: the policy names the stylesheet's hash. */
  readonly nonce?: string;
  /** What to call a backend, by its identity: the pod's name, say. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** What the sections of the page are made from. */
export interface Page {
  readonly report: Report;
  readonly backends: readonly string[];
  readonly names: BackendNames;
}

/** A report as one HTML document: no script, nothing from the network, every text of the route escaped. */
export function renderHtml(report: Report, { theme = 'auto', nonce, labels }: HtmlOptions = {}): string {
  const backends = [...new Set([...backendsOf(report.samples), ...Object.keys(report.sessionsPerBackend)])];
  const page: Page = { report, backends, names: nameBackends(backends, labels) };
  const css: Markup = { markup: style };
  const source =
    nonce === undefined ? `sha256-${createHash('sha256').update(style).digest('base64')}` : `nonce-${nonce}`;
  return html`<!doctype html>
<html lang="en" data-theme="${theme}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${source}'">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="${theme === 'auto' ? 'light dark' : theme}">
<title>Probe of ${report.url}</title>
<style${nonce === undefined ? undefined : html` nonce="${nonce}"`}>${css}</style>
</head>
<body>
<main>
${verdictSection(page)}
${timelineSection(page)}
<div class="cols">
${evidenceSection(page)}
${cookieSection(page)}
</div>
${sessionsSection(page)}
</main>
</body>
</html>
`.markup;
}
