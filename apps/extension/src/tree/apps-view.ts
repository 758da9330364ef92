import * as vscode from 'vscode';
import type { Contexts } from '../contexts/contexts.ts';
import type { Identities } from '../identities.ts';
import type { EditorLab } from '../lab/editor-lab.ts';
import type { Proofs } from '../proofs.ts';
import { countProblems, problemsText, treeOf } from './model.ts';
import { AppsProvider } from './provider.ts';

/** What the sidebar is drawn from. */
export interface Sources {
  readonly contexts: Contexts;
  readonly lab: EditorLab;
  readonly proofs: Proofs;
  readonly identities: Identities;
}

/** The sidebar: draws what changed, and carries the badge. */
export class AppsView implements vscode.Disposable {
  readonly rows: AppsProvider;
  readonly #view: vscode.TreeView<string>;
  readonly #sources: Sources;

  constructor(sources: Sources, firstLook: () => Promise<void>) {
    this.#sources = sources;
    this.rows = new AppsProvider(firstLook);
    this.#view = vscode.window.createTreeView('sticky.apps', { treeDataProvider: this.rows, showCollapseAll: true });
  }

  /** Draws again. Cheap when nothing changed. */
  draw(): void {
    const { contexts, lab, proofs, identities } = this.#sources;
    const { all, problem } = contexts;
    const labBusy = lab.state === 'starting' || lab.state === 'stopping';
    this.rows.show(
      treeOf({
        contexts: all,
        problem,
        ownLab: lab.own,
        labBusy,
        proofs: proofs.all,
        identities: identities.all,
        now: Date.now(),
      }),
    );
    const problems = countProblems(all);
    this.#view.badge = problems === 0 ? undefined : { value: problems, tooltip: problemsText(problems) };
    this.#view.message = problem ?? '';
  }

  /** Scrolls to an App and opens it, if the sidebar is on screen: nobody is taken away from what they look at. */
  async reveal(context: string, app: string): Promise<void> {
    const id = this.rows.find(context, app);
    if (id !== undefined && this.#view.visible) await this.#view.reveal(id, { select: true, expand: true });
  }

  dispose(): void {
    this.#view.dispose();
    this.rows.dispose();
  }
}
