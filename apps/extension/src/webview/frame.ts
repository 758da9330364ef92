import { randomBytes } from 'node:crypto';

export interface Frame {
  /** Lets this page's own style and script run, and nothing else: a new one for each page. */
  readonly nonce: string;
  /** As text. */
  readonly title: string;
  readonly style: string;
  /** As HTML: what comes from elsewhere is escaped. */
  readonly body: string;
  /** Whether scripts with the nonce run. */
  readonly hasScript: boolean;
}

/** A webview's page: in the editor's own colours and fonts, with no way to load anything or to reach the network. */
export function frame({ nonce, title, style, body, hasScript }: Frame): string {
  const scripts = hasScript ? `; script-src 'nonce-${nonce}'` : '';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'${scripts}">
<title>${escapeHtml(title)}</title>
<style nonce="${nonce}">
body { color: var(--vscode-editor-foreground); background: var(--vscode-editor-background); font: 14px/1.5 var(--vscode-font-family); }
.muted { color: var(--vscode-descriptionForeground); }
${style}</style>
</head>
<body>
${body}
</body>
</html>`;
}

export const createNonce = (): string => randomBytes(16).toString('base64url');

/** Text as HTML: what a cluster, a client or a file names is hostile until escaped. */
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
