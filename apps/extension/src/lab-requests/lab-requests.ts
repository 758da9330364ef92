import { join } from 'node:path';
import * as vscode from 'vscode';
import { isExpected, messageOf } from '../errors.ts';
import type { EditorLab } from '../lab/editor-lab.ts';
import { labStateDir } from '../lab/lab-folders.ts';
import { loadWork } from '../load-work.ts';
import type { Log } from '../log.ts';
import { RequestRows } from './request-rows.ts';
import { RequestsPanel } from './requests-panel.ts';

/** Listens to the running lab for as long as its panel is open, and goes on with the next lab when one ends. */
export class LabRequests implements vscode.Disposable {
  readonly #lab: EditorLab;
  readonly #scripts: vscode.Uri;
  readonly #log: Log;
  #panel: RequestsPanel | undefined;
  /** The lab that is listened to, by the time of its start. */
  #heard: { readonly startedAt: string; readonly abort: AbortController } | undefined;

  /** `dist`: the folder of the bundles. */
  constructor(lab: EditorLab, dist: string, log: Log) {
    this.#lab = lab;
    this.#scripts = vscode.Uri.file(join(dist, 'webview'));
    this.#log = log;
  }

  show(): void {
    if (this.#panel !== undefined) {
      this.#panel.reveal();
      return;
    }
    const rows = new RequestRows();
    const panel = new RequestsPanel(this.#scripts, (count) => rows.gap(count));
    this.#panel = panel;
    const follow = () => this.#follow(panel, rows);
    const changes = this.#lab.onDidChange(follow);
    panel.onDidDispose(() => {
      changes.dispose();
      this.#panel = undefined;
      this.#letGo();
    });
    follow();
  }

  dispose(): void {
    this.#panel?.dispose();
  }

  #follow(panel: RequestsPanel, rows: RequestRows): void {
    const info = this.#lab.state === 'running' ? this.#lab.info : undefined;
    if (info !== undefined && info.startedAt === this.#heard?.startedAt) return;
    this.#letGo();
    if (info === undefined) {
      panel.say(vscode.l10n.t('No lab runs. Start it, and its requests appear here.'), false);
      return;
    }
    const abort = new AbortController();
    this.#heard = { startedAt: info.startedAt, abort };
    panel.clear();
    panel.say(vscode.l10n.t('Live'), true);
    listen(panel, rows, abort.signal).catch((error: unknown) => this.#ended(panel, error));
  }

  #letGo(): void {
    this.#heard?.abort.abort();
    this.#heard = undefined;
  }

  #ended(panel: RequestsPanel, error: unknown): void {
    if (!isExpected(error)) this.#log.error(messageOf(error));
    if (this.#panel !== panel) return;
    panel.say(messageOf(error), false);
    // One that was killed has told nobody.
    this.#lab.look().catch((failure: unknown) => this.#log.error(messageOf(failure)));
  }
}

async function listen(panel: RequestsPanel, rows: RequestRows, signal: AbortSignal): Promise<void> {
  const { followLabLog } = await loadWork();
  const onLeftOut = (count: number) => panel.add(rows.gap(count));
  for await (const entry of followLabLog(labStateDir(), { follow: true, signal, onLeftOut }))
    panel.add(rows.row(entry));
}
