import type { CookieSet, Report } from '@sticky/probe';
import type { BackendNames } from '../present/backend-names.ts';
import { oddsText } from '../present/odds-text.ts';
import { html, type Markup } from './markup.ts';
import { timelineSvg } from './timeline-svg.ts';

/** A probe's report as one page that needs nothing else: no script, no font, no request. */
export function reportHtml(report: Report, names: BackendNames): string {
  const { verdict, evidence, cookies } = report;
  const odds = verdict.certain
    ? 'This was seen, not inferred.'
    : `Chance would do the same once in ${oddsText(verdict.log10Odds).slice(4)} probes.`;
  const page = html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${verdict.headline} ${report.url}</title>
<style>${{ markup: style }}</style>
<main>
<section class="verdict ${verdict.kind}"><h1>${verdict.headline}</h1>
<p>${verdict.because}</p>
<p class="muted">${odds} ${report.requests} requests to ${report.url} in ${Math.round(report.took)} ms, ${report.startedAt}.</p>
${verdict.advice.map((text) => html`<p class="warn">! ${text}</p>`)}</section>
<h2>Who answered when</h2>
${timelineSvg(report, names)}
<p class="muted">A row a pod, a colour a session, a dot a request, a diamond where a cookie was set.</p>
<h2>Evidence</h2>
<table><tr><th>experiment<th>what it shows<th>requests<th>failed</tr>
${evidence.map((each) => html`<tr><td>${each.experiment}<td>${each.finding}<td>${each.requests}<td>${each.failures}</tr>`)}</table>
${cookies.map(cookieTable)}
${sessionsTable(report, names)}
</main>
</html>
`;
  return page.markup;
}

function cookieTable(cookie: CookieSet): Markup {
  const rows = [
    [
      'lifetime',
      cookie.maxAgeSeconds === undefined
        ? (cookie.expires ?? 'the browser session')
        : `${cookie.maxAgeSeconds} s from the answer that set it`,
    ],
    ['path', cookie.path ?? 'that of the request'],
    ['domain', cookie.domain ?? 'this host alone'],
    ['HttpOnly', cookie.httpOnly ? 'yes' : 'no'],
    ['Secure', cookie.secure ? 'yes' : 'no'],
    ['SameSite', cookie.sameSite ?? 'unset: browsers take Lax'],
  ] as const;
  return html`<h2>Cookie <code>${cookie.name}</code></h2>
<table>${rows.map(([name, value]) => html`<tr><th>${name}<td>${value}</tr>`)}</table>`;
}

function sessionsTable({ sessionsPerBackend }: Report, names: BackendNames): Markup {
  const counts = Object.entries(sessionsPerBackend);
  const most = Math.max(1, ...counts.map(([, count]) => count));
  const row = ([backend, count]: [string, number]) =>
    html`<tr><th>${names(backend)}<td><meter max="${most}" value="${count}"></meter> ${count}</tr>`;
  return counts.length === 0 ? html`` : html`<h2>Sessions per pod</h2><table>${counts.map(row)}</table>`;
}

const style = `
:root { color-scheme: light dark; --fg: #1f2328; --muted: #59636e; --bg: #fff; --card: #f6f8fa; --line: #d1d9e0; --good: #1a7f37; --warn: #9a6700;
  --s0: #0969da; --s1: #bc4c00; --s2: #8250df; --s3: #1b7c83; --s4: #bf3989; --s5: #57606a }
@media (prefers-color-scheme: dark) { :root { --fg: #e6edf3; --muted: #9198a1; --bg: #0d1117; --card: #151b23; --line: #3d444d; --good: #3fb950;
  --warn: #d29922; --s0: #4493f8; --s1: #f0883e; --s2: #ab7df8; --s3: #39c5cf; --s4: #db61a2; --s5: #9198a1 } }
body { font: 14px/1.5 system-ui, sans-serif; color: var(--fg); background: var(--bg); margin: 0 }
main { max-width: 1040px; margin: 0 auto; padding: 24px }
h1 { font-size: 22px; margin: 0 } h2 { font-size: 14px; margin: 28px 0 8px; color: var(--muted) } p { margin: 4px 0 }
.verdict { border-left: 4px solid var(--warn); background: var(--card); padding: 14px 18px; border-radius: 6px }
.verdict.sticky-by-cookie { border-color: var(--good) } .muted { color: var(--muted); fill: var(--muted) } .warn { color: var(--warn) }
table { border-collapse: collapse; width: 100% } td, th { padding: 6px 10px 6px 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top }
th { color: var(--muted); font-weight: 400; width: 1%; white-space: nowrap; padding-right: 24px }
svg { width: 100%; height: auto } text { fill: var(--fg); font: 12px system-ui, sans-serif } .grid { stroke: var(--line) }
.part { stroke: var(--line); stroke-dasharray: 4 3 } code { font-family: ui-monospace, monospace }
.s0 { fill: var(--s0) } .s1 { fill: var(--s1) } .s2 { fill: var(--s2) } .s3 { fill: var(--s3) } .s4 { fill: var(--s4) } .s5 { fill: var(--s5) }
`;
