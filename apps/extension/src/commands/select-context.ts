import { l10n } from 'vscode';
import { chooseContext, openContext } from '../ask/open-context.ts';
import type { Command } from '../sticky.ts';

/** Chooses the context that the palette's commands mean, and opens it. */
export const selectContext: Command = async (sticky, subject) => {
  const title = l10n.t('Select Context');
  if (subject !== undefined) {
    await openContext(sticky, title, subject);
    return;
  }
  const context = await chooseContext(sticky, title);
  if (context !== undefined) await openContext(sticky, title, { context: context.id });
};
