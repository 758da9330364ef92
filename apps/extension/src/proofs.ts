import type { AppView } from '@sticky/cluster';
import type { Report } from '@sticky/probe';
import * as vscode from 'vscode';
import { type Proof, proofOf } from './proof.ts';
import { subjectKey } from './tree/model.ts';

/** The last proof of each address of each App, for as long as the editor runs. */
export class Proofs implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #proofs = new Map<string, readonly Proof[]>();

  readonly onDidChange = this.#changed.event;

  /** By `subjectKey` of the App, newest first. */
  get all(): ReadonlyMap<string, readonly Proof[]> {
    return this.#proofs;
  }

  /** Keeps what a probe of `app`, as it was then, showed. */
  add(context: string, app: AppView, report: Report): void {
    const key = subjectKey({ context, app: app.name });
    const proof = proofOf(report, app);
    const others = (this.#proofs.get(key) ?? []).filter(({ url }) => url !== proof.url);
    this.#proofs.set(key, [proof, ...others]);
    this.#changed.fire();
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
