import * as vscode from 'vscode';
import { isOpen } from './contexts/context.ts';
import type { Contexts } from './contexts/contexts.ts';
import type { EditorLab } from './lab/editor-lab.ts';

/** What the manifest's `when` and `enablement` clauses look at. */
export async function setContextKeys(contexts: Contexts, lab: EditorLab): Promise<void> {
  const { all } = contexts;
  const open = all.filter(isOpen);
  const keys: Readonly<Record<string, unknown>> = {
    'sticky.active': true,
    'sticky.labRunning': lab.state === 'running',
    'sticky.labBusy': lab.state === 'starting' || lab.state === 'stopping',
    'sticky.contexts': all.length,
    'sticky.opened': all.filter(({ state }) => state.kind !== 'closed').length,
    'sticky.apps': open.reduce((sum, { state }) => sum + state.view.apps.length, 0),
  };
  await Promise.all(
    Object.entries(keys).map(([key, value]) => vscode.commands.executeCommand('setContext', key, value)),
  );
}
