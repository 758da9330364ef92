import type { AppView } from '@sticky/cluster';
import type { Report } from '@sticky/probe';
import * as vscode from 'vscode';
import { type Proof, proofOf } from './proof.ts';
import { subjectKey } from './tree/model.ts';

/** The last proof of each App, for as long as the editor runs. */
export class Proofs implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #proofs = new Map<string, Proof>();

  readonly onDidChange = this.#changed.event;

  get all(): ReadonlyMap<string, Proof> {
    return this.#proofs;
  }

  /** Keeps what a probe of `app`, as it was then, showed. */
  add(context: string, app: AppView, report: Report): void {
    this.#proofs.set(subjectKey({ context, app: app.name }), proofOf(report, app));
    this.#changed.fire();
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
