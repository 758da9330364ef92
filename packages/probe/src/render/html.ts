import { createHash } from 'node:crypto';
import type { Report } from '../report.ts';
import type { Sample } from '../sample.ts';
import { clip } from './clip.ts';
import { cookieSection } from './cookie-section.ts';
import { evidenceSection } from './evidence-section.ts';
import { findingsSection } from './findings-section.ts';
import { html, type Markup } from './markup.ts';
import { type BackendNames, busiestBackends, nameBackends } from './names.ts';
import { sessionsSection } from './sessions-section.ts';
import { style } from './style.ts';
import { thin } from './thin.ts';
import { timelineSection } from './timeline-section.ts';
import { aboutSection, footer, verdictSection } from './verdict-section.ts';

/** What to call things on the page, and how it is shown. */
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
  /** The requests that are drawn and listed: all, or as many as keep the page small. */
  readonly samples: readonly Sample[];
  /** The backends that have a row of their own, in the order in which they were met, and how many others there are. */
  readonly backends: readonly string[];
  readonly otherBackends: number;
  readonly names: BackendNames;
}

/** Bytes: a page that mails and CI servers take, and that opens at once. */
const heaviest = 1_000_000;
/** So many requests are shown one by one, and so many at least, however long a route's names are. */
const shown = { most: 1_000, least: 50 };
const mostBackends = 24;

/** A report as one HTML document: no script, nothing from the network, every text of the route escaped, under 1 MB. */
export function renderHtml(report: Report, options: HtmlOptions = {}): string {
  for (let most = shown.most; ; most = Math.floor(most / 2)) {
    const page = documentOf(report, options, most);
    if (most <= shown.least || Buffer.byteLength(page) < heaviest) return page;
  }
}

function documentOf(report: Report, { theme = 'auto', nonce, labels }: HtmlOptions, most: number): string {
  const { backends, others } = busiestBackends(report, mostBackends);
  const page: Page = {
    report,
    samples: thin(report.samples, most),
    backends,
    otherBackends: others,
    names: nameBackends(backends, labels),
  };
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
<title>Probe of ${clip(report.url, 300)}</title>
<style${nonce === undefined ? undefined : html` nonce="${nonce}"`}>${css}</style>
</head>
<body>
${aboutSection(page)}
<main>
${verdictSection(page)}
${timelineSection(page)}
<div class="cols">
<div>${evidenceSection(page)}
${sessionsSection(page)}</div>
<div>${cookieSection(page)}
${findingsSection(page)}</div>
</div>
</main>
${footer(page)}
</body>
</html>
`.markup;
}
