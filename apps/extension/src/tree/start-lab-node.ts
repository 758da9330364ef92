import { l10n } from 'vscode';
import type { Node } from './node.ts';

/** The lab as a row to press Enter on, where nothing else can be shown. */
export function startLabNode(busy: boolean): Node {
  const label = busy ? l10n.t('The lab is starting…') : l10n.t('Start the lab…');
  return {
    id: 'start-lab',
    label,
    icon: { id: busy ? 'loading~spin' : 'beaker' },
    spoken: label,
    contextValue: 'startLab',
    ...(!busy && { command: 'sticky.startLab' }),
    children: [],
  };
}
