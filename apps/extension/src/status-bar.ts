import * as vscode from 'vscode';
import { contextTitle } from './contexts/context.ts';
import type { Contexts } from './contexts/contexts.ts';
import { countProblems, problemsText } from './tree/model.ts';

/** The one status bar item: the context that commands mean, and whether something is wrong there. */
export class StatusBar implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem('sticky.context', vscode.StatusBarAlignment.Left);

  constructor() {
    this.#item.name = 'Sticky';
    this.#item.command = 'sticky.selectContext';
  }

  show(contexts: Contexts): void {
    const { selected } = contexts;
    if (selected === undefined) {
      this.#item.hide();
      return;
    }
    const problems = countProblems([selected]);
    const icon = problems > 0 ? 'warning' : selected.lab ? 'beaker' : 'server-environment';
    const title = contextTitle(selected);
    this.#item.text = `$(${icon}) ${title}`;
    this.#item.tooltip = vscode.l10n.t('Sticky works in {0}. Select another context.', title);
    this.#item.accessibilityInformation = {
      label: [vscode.l10n.t('Sticky context {0}', title), ...(problems > 0 ? [problemsText(problems)] : [])].join(', '),
    };
    this.#item.show();
  }

  dispose(): void {
    this.#item.dispose();
  }
}
