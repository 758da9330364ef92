import { l10n } from 'vscode';
import { withProgress } from '../progress.ts';
import type { Sticky } from '../sticky.ts';

/** Starts the lab (or takes the one that runs) and opens its context. */
export async function startLab(sticky: Sticky): Promise<void> {
  const info = await withProgress(l10n.t('Starting the lab'), (signal) => sticky.lab.start(signal));
  await sticky.contexts.setLab(info);
}
