import * as vscode from 'vscode';
import { isCancelled, isExpected, messageOf } from './errors.ts';
import type { Log } from './log.ts';

/** A word that something is done, where it disturbs nobody. */
export function mention(text: string): void {
  vscode.window.setStatusBarMessage(`$(check) ${text}`, 5000);
}

/** One line that is to be read, though nothing went wrong. */
export function tell(log: Log, text: string): void {
  log.info(text);
  offerLog(log, (look) => vscode.window.showInformationMessage(text, look));
}

/** One clear line for what went wrong; nothing for what the user cancelled. The stack of a surprise goes to the log. */
export function showError(log: Log, error: unknown): void {
  if (isCancelled(error)) return;
  const message = messageOf(error);
  log.error(isExpected(error) || !(error instanceof Error) ? message : (error.stack ?? message));
  offerLog(log, (look) => vscode.window.showErrorMessage(message, look));
}

function offerLog(log: Log, show: (look: string) => Thenable<string | undefined>): void {
  const look = vscode.l10n.t('Show Log');
  show(look).then((answer) => {
    if (answer === look) log.show();
  });
}
