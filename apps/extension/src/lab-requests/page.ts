import { l10n } from 'vscode';
import { escapeHtml, frame } from '../webview/frame.ts';

const style = `
html, body { height: 100%; }
body { margin: 0; padding: 0; display: flex; flex-direction: column; font-size: var(--vscode-font-size); }
header { display: flex; flex-wrap: wrap; gap: 8px 12px; align-items: center; padding: 10px 16px; border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder)); }
input, button { font: inherit; border-radius: 2px; padding: 3px 8px; }
input { width: 22em; max-width: 100%; box-sizing: border-box; color: var(--vscode-input-foreground); background: var(--vscode-input-background); border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, transparent)); }
input::placeholder { color: var(--vscode-input-placeholderForeground); }
button { min-width: 6em; cursor: pointer; color: var(--vscode-button-secondaryForeground); background: var(--vscode-button-secondaryBackground); border: 1px solid var(--vscode-button-border, transparent); }
button:hover { background: var(--vscode-button-secondaryHoverBackground); }
:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: -1px; }
#state { margin-left: auto; }
#state.ended { color: inherit; font-weight: 600; }
main { flex: 1; overflow: auto; }
table { border-collapse: collapse; width: 100%; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { padding: 3px 8px; text-align: left; vertical-align: top; font-weight: 400; white-space: nowrap; border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder)); }
th:first-child, td:first-child { padding-left: 16px; }
thead th { position: sticky; top: 0; z-index: 1; background: var(--vscode-editor-background); color: var(--vscode-descriptionForeground); }
tbody th, .number { font-variant-numeric: tabular-nums; }
.number { text-align: right; }
.request, .session { font-family: var(--vscode-editor-font-family); }
.request { white-space: normal; overflow-wrap: anywhere; min-width: 12em; }
.pods { white-space: normal; min-width: 16em; }
.try { display: inline-block; margin-right: 8px; }
.try + .try::before { content: '→ '; }
.try.failed .why, .number.failed { color: var(--vscode-errorForeground); }
.pod { display: inline-block; min-width: 1.3em; padding: 0 2px; margin-right: 5px; box-sizing: border-box; text-align: center; font-size: 0.85em; font-weight: 600; border: 2px solid; border-radius: 4px; }
.pod > span { color: var(--vscode-editor-foreground); }
.pod-0 { color: var(--vscode-charts-blue); }
.pod-1 { color: var(--vscode-charts-yellow); }
.pod-2 { color: var(--vscode-charts-green); }
.pod-3 { color: var(--vscode-charts-purple); }
.pod-4 { color: var(--vscode-charts-red); }
.pod-5 { color: var(--vscode-terminal-ansiCyan); }
.mark { margin-left: 6px; padding: 0 5px; border: 1px solid; border-radius: 8px; font: 0.85em var(--vscode-font-family); white-space: nowrap; }
.mark.new { border-color: var(--vscode-descriptionForeground); }
.mark.moved, .mark.retry { border-color: var(--vscode-editorWarning-foreground); }
.mark.fault { border-color: var(--vscode-errorForeground); }
.gap td, #none { color: var(--vscode-descriptionForeground); font-style: italic; }
#none { padding: 12px 16px; margin: 0; }
[hidden] { display: none; }
`;

/** The page of the lab's requests; `script` is the address of what fills it. */
export function requestsPage(script: string, nonce: string): string {
  const text = (message: string) => escapeHtml(l10n.t(message));
  const heads = ['Time', 'Request', 'Route', 'Session', 'Pod and why', 'Status', 'ms'];
  const isNumber = (head: string) => head === 'Status' || head === 'ms';
  return frame({
    nonce,
    title: l10n.t('Lab Requests'),
    style,
    hasScript: true,
    body: `<header>
<input id="filter" type="search" placeholder="${text('Filter: a pod, a session, a path…')}" aria-label="${text('Filter')}">
<button id="pause" data-pause="${text('Pause')}" data-resume="${text('Resume')}">${text('Pause')}</button>
<span id="count" class="muted" data-all="${text('{0} requests')}" data-some="${text('{1} of {0} requests')}" data-waiting="${text('{0} new')}"></span>
<span id="state" class="muted" role="status"></span>
</header>
<main tabindex="0" aria-label="${text('Requests')}">
<table>
<caption>${text('Requests to the lab, newest first')}</caption>
<thead><tr>${heads.map((head) => `<th scope="col"${isNumber(head) ? ' class="number"' : ''}>${text(head)}</th>`).join('')}</tr></thead>
<tbody id="rows"></tbody>
</table>
<p id="none">${text('Nothing here yet. Requests appear as they are answered: probe, or open a route in the browser.')}</p>
</main>
<script nonce="${nonce}" src="${escapeHtml(script)}"></script>`,
  });
}
