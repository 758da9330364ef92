import * as vscode from 'vscode';
import { isCancelled, isExpected, messageOf } from './errors.ts';
import type { Log } from './log.ts';

/** A word that something is done, where it disturbs nobody. */
export function mention(text: string): void {
  vscode.window.setStatusBarMessage(`$(check) ${text}`, 5000);
}

/** One clear line for what went wrong; nothing for what the user cancelled. The stack of a surprise goes to the log. */
export function showError(log: Log, error: unknown): void {
  if (isCancelled(error)) return;
  const message = messageOf(error);
  log.error(isExpected(error) || !(error instanceof Error) ? message : (error.stack ?? message));
  const look = vscode.l10n.t('Show Log');
  vscode.window.showErrorMessage(message, look).then((answer) => {
    if (answer === look) log.show();
  });
}
