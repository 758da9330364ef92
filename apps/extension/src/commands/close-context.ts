import { l10n } from 'vscode';
import { pick } from '../ask/ask.ts';
import { contextTitle } from '../contexts/context.ts';
import type { Command } from '../sticky.ts';

/** Ends every connection to a context. */
export const closeContext: Command = async (sticky, subject) => {
  const opened = sticky.contexts.all.filter(({ state }) => state.kind !== 'closed');
  const id =
    subject?.context ??
    (await pick(
      l10n.t('Close Context'),
      l10n.t('Which one?'),
      opened.map((context) => ({ value: context.id, label: contextTitle(context) })),
    ));
  if (id !== undefined) await sticky.contexts.close(id);
};
