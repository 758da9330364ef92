import { l10n } from 'vscode';
import { type Node, risky } from './node.ts';

/** A line that says what is wrong or worth knowing, below what it is about. */
export const problemNode = (parent: string, text: string): Node => ({
  id: `${parent}/problem/${text}`,
  label: text,
  tooltip: text,
  icon: { id: 'warning', color: risky },
  spoken: l10n.t('Warning: {0}', text),
  contextValue: 'problem',
  children: [],
});
