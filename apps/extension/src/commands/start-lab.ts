import { l10n } from 'vscode';
import { startLab } from '../lab/start-lab.ts';
import { mention } from '../messages.ts';
import type { Command } from '../sticky.ts';

/** Starts the lab, and makes it the context that the other commands mean. */
export const startLabCommand: Command = async (sticky) => {
  const before = sticky.lab.state;
  await startLab(sticky);
  const lab = sticky.contexts.all.find((context) => context.lab);
  if (lab === undefined) return;
  sticky.contexts.select(lab.id);
  if (before === 'running') return;
  mention(l10n.t('The lab is ready, until the editor closes'));
};
