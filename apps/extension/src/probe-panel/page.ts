import { l10n } from 'vscode';
import { escapeHtml, frame } from '../webview/frame.ts';

/** What the page shows while the probe runs: answers by pod, so far. */
export interface Progress {
  readonly experiment: string;
  readonly requests: number;
  /** In the order in which they were first met. */
  readonly answers: readonly { readonly name: string; readonly count: number }[];
}

/** Laid out like the report that follows. */
const style = `
body { max-width: 1080px; margin: 0 auto; padding: 24px; overflow-wrap: anywhere; }
h1 { font-size: 22px; line-height: 1.3; margin: 0 0 6px; font-weight: 600; }
.card { background: var(--vscode-textBlockQuote-background); border: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border)); border-left: 5px solid var(--vscode-progressBar-background); border-radius: 8px; padding: 18px 20px; margin-bottom: 20px; }
.card.failed { border-left-color: var(--vscode-errorForeground); }
.row { display: grid; grid-template-columns: 9em 1fr 3em; gap: 10px; align-items: center; margin: 8px 0; }
progress { width: 100%; height: 10px; appearance: none; border: none; border-radius: 5px; background: var(--vscode-panel-border); }
progress::-webkit-progress-bar { border-radius: 5px; background: var(--vscode-panel-border); }
progress::-webkit-progress-value { border-radius: 5px; background: var(--vscode-progressBar-background); }
progress::-moz-progress-bar { border-radius: 5px; background: var(--vscode-progressBar-background); }
button { margin-top: 10px; padding: 4px 12px; font: inherit; border: 1px solid var(--vscode-button-border, transparent); border-radius: 2px; background: var(--vscode-button-secondaryBackground); color: var(--vscode-button-secondaryForeground); cursor: pointer; }
button:hover { background: var(--vscode-button-secondaryHoverBackground); }
button:disabled { opacity: 0.5; cursor: default; }
.count { text-align: right; font-variant-numeric: tabular-nums; }`;

/** The page that waits for the result. Its one script takes numbers and names and writes them as text, never as HTML;
 * all it says is `stop`. */
export function waitingPage(url: string, nonce: string): string {
  return page(
    nonce,
    true,
    `<div class="card" role="status">
<h1>${escapeHtml(l10n.t('Probing {0}', url))}</h1>
<div class="muted" id="now">${escapeHtml(l10n.t('Sending the first requests…'))}</div>
<button id="stop">${escapeHtml(l10n.t('Stop, and show what is known'))}</button>
</div>
<div id="answers"></div>
<script nonce="${nonce}">
const editor = acquireVsCodeApi();
const stop = document.getElementById('stop');
stop.addEventListener('click', () => {
  stop.disabled = true;
  editor.postMessage('stop');
});
addEventListener('message', ({ data }) => {
  document.getElementById('now').textContent = data.text;
  const most = Math.max(1, ...data.answers.map(({ count }) => count));
  document.getElementById('answers').replaceChildren(...data.answers.map(({ name, count }) => {
    const row = document.createElement('div');
    row.className = 'row';
    const label = document.createElement('span');
    label.textContent = name;
    const bar = document.createElement('progress');
    bar.max = most;
    bar.value = count;
    bar.setAttribute('aria-label', name);
    const number = document.createElement('span');
    number.className = 'count';
    number.textContent = count;
    row.append(label, bar, number);
    return row;
  }));
});
</script>`,
  );
}

/** The page of a probe that gave no result; the reason is in the message that the command shows. */
export function failedPage(url: string, reason: string, nonce: string): string {
  return page(
    nonce,
    false,
    `<div class="card failed" role="alert"><h1>${escapeHtml(l10n.t('No verdict on {0}', url))}</h1>${escapeHtml(reason)}</div>`,
  );
}

function page(nonce: string, hasScript: boolean, body: string): string {
  return frame({ nonce, title: l10n.t('Probe'), style, body, hasScript });
}
