import * as vscode from 'vscode';
import { createNonce } from '../webview/frame.ts';
import { Backlog } from './backlog.ts';
import { requestsPage } from './page.ts';
import { type FromPanel, type GapRow, MOST_ROWS, type Row, type ToPanel } from './protocol.ts';

/** The panel is told of new rows this often at most, in milliseconds, and of so many at a time. */
const PAUSE_MS = 100;
const MOST_AT_ONCE = 200;

/**
 * The panel with the lab's requests. The editor ends what runs in a panel that is hidden: so the rows are kept here, and
 * the panel gets them anew when it shows again.
 */
export class RequestsPanel {
  readonly #panel: vscode.WebviewPanel;
  readonly #backlog: Backlog;
  #state: ToPanel = { type: 'state', text: '', isLive: false };
  #isReady = false;
  #timer: NodeJS.Timeout | undefined;

  /** `scripts`: the folder of the panel's script. `gap` says how many rows it misses. */
  constructor(scripts: vscode.Uri, gap: (count: number) => GapRow) {
    this.#backlog = new Backlog(gap);
    const title = vscode.l10n.t('Lab Requests');
    const options = { enableScripts: true, localResourceRoots: [scripts], enableFindWidget: true };
    this.#panel = vscode.window.createWebviewPanel('sticky.labRequests', title, vscode.ViewColumn.Active, options);
    this.#panel.iconPath = new vscode.ThemeIcon('arrow-swap');
    const { webview } = this.#panel;
    webview.onDidReceiveMessage((message: unknown) => {
      if (isReady(message)) this.#begin();
    });
    this.#panel.onDidChangeViewState(() => {
      if (!this.#panel.visible) this.#pause();
    });
    this.#panel.onDidDispose(() => this.#pause());
    const script = webview.asWebviewUri(vscode.Uri.joinPath(scripts, 'lab-requests.js'));
    webview.html = requestsPage(script.toString(), createNonce());
  }

  onDidDispose(listener: () => void): void {
    this.#panel.onDidDispose(listener);
  }

  reveal(): void {
    this.#panel.reveal();
  }

  add(row: Row): void {
    this.#backlog.add(row);
    this.#schedule();
  }

  /** Takes all rows away. */
  clear(): void {
    this.#backlog.clear();
    this.#post({ type: 'clear' });
  }

  /** Says whether requests are heard of. */
  say(text: string, isLive: boolean): void {
    this.#state = { type: 'state', text, isLive };
    this.#post(this.#state);
  }

  dispose(): void {
    this.#panel.dispose();
  }

  #begin(): void {
    this.#isReady = true;
    this.#post(this.#state);
    this.#backlog.rewind();
    this.#post({ type: 'rows', rows: this.#backlog.take(MOST_ROWS) });
  }

  #pause(): void {
    this.#isReady = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #schedule(): void {
    if (!this.#isReady) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#post({ type: 'rows', rows: this.#backlog.take(MOST_AT_ONCE) });
      if (!this.#backlog.isEmpty) this.#schedule();
    }, PAUSE_MS);
  }

  #post(message: ToPanel): void {
    if (this.#isReady) this.#panel.webview.postMessage(message);
  }
}

const isReady = (message: unknown): message is FromPanel =>
  typeof message === 'object' && message !== null && 'type' in message && message.type === 'ready';
