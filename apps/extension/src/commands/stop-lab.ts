import * as vscode from 'vscode';
import { mention } from '../messages.ts';
import { withProgress } from '../progress.ts';
import type { Command } from '../sticky.ts';

/** Ends the lab. One that a terminal or another window started is only ended after asking. */
export const stopLab: Command = async (sticky) => {
  const { l10n } = vscode;
  if (sticky.lab.state === 'running' && !sticky.lab.own) {
    const stop = l10n.t('Stop Lab');
    const detail = l10n.t('It was started from a terminal or another window. Its apps end with it.');
    const answer = await vscode.window.showWarningMessage(l10n.t('Stop the lab?'), { modal: true, detail }, stop);
    if (answer !== stop) return;
  }
  const stopped = await withProgress(l10n.t('Stopping the lab'), (signal) => sticky.lab.stop(signal));
  await sticky.contexts.setLab(undefined);
  mention(stopped ? l10n.t('The lab has ended') : l10n.t('No lab runs'));
};
