import { l10n } from 'vscode';

/** What the page shows while the probe runs: answers by pod, so far. */
export interface Progress {
  readonly experiment: string;
  readonly requests: number;
  /** In the order in which they were first met. */
  readonly answers: readonly { readonly name: string; readonly count: number }[];
}

/** The editor's own colours and fonts, under the names that the report's page uses. */
export const theme = `
:root {
  --fg: var(--vscode-foreground);
  --mut: var(--vscode-descriptionForeground);
  --bg: var(--vscode-editor-background);
  --card: var(--vscode-textBlockQuote-background, var(--vscode-editorWidget-background));
  --line: var(--vscode-widget-border, var(--vscode-contrastBorder, rgba(128, 128, 128, 0.35)));
}
body { font-family: var(--vscode-font-family); font-size: var(--vscode-font-size); }
code { font-family: var(--vscode-editor-font-family); }`;

/** The page that waits for the result. Its one script takes numbers and names and writes them as text, never as HTML. */
export function waitingPage(url: string, nonce: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'">
<title>${escapeHtml(l10n.t('Probe'))}</title>
<style nonce="${nonce}">${theme}
body { color: var(--fg); max-width: 1040px; margin: 0 auto; padding: 24px; line-height: 1.5; }
h1 { font-size: 1.5em; margin: 0; font-weight: 600; }
.card { background: var(--card); border-left: 4px solid var(--vscode-progressBar-background); border-radius: 6px; padding: 14px 18px; }
.mut { color: var(--mut); }
.row { display: grid; grid-template-columns: 9em 1fr 3em; gap: 10px; align-items: center; margin: 8px 0; }
progress { width: 100%; height: 10px; accent-color: var(--vscode-progressBar-background); }
.count { text-align: right; font-variant-numeric: tabular-nums; }
</style>
</head>
<body>
<div class="card" role="status">
<h1>${escapeHtml(l10n.t('Probing {0}', url))}</h1>
<div class="mut" id="now">${escapeHtml(l10n.t('Sending the first requests…'))}</div>
</div>
<div id="answers"></div>
<script nonce="${nonce}">
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
</script>
</body>
</html>`;
}

/** The page of a probe that gave no result; the reason is in the message that the command shows. */
export function failedPage(url: string, reason: string, nonce: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'">
<title>${escapeHtml(l10n.t('Probe'))}</title>
<style nonce="${nonce}">${theme}
body { color: var(--fg); max-width: 1040px; margin: 0 auto; padding: 24px; line-height: 1.5; }
h1 { font-size: 1.5em; margin: 0; font-weight: 600; }
.card { background: var(--card); border-left: 4px solid var(--vscode-errorForeground); border-radius: 6px; padding: 14px 18px; }
</style>
</head>
<body>
<div class="card" role="alert"><h1>${escapeHtml(l10n.t('No verdict on {0}', url))}</h1>${escapeHtml(reason)}</div>
</body>
</html>`;
}

/** Text as HTML: what a cluster or a file names is hostile until escaped. */
export function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
