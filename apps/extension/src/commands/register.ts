import * as vscode from 'vscode';
import { showError } from '../messages.ts';
import type { Sticky } from '../sticky.ts';
import type { Subject } from '../tree/node.ts';
import type { AppsProvider } from '../tree/provider.ts';
import { commands } from './index.ts';

/** Registers the commands. What one throws becomes one message; none of them ever rejects towards the editor. */
export function registerCommands(sticky: Sticky, rows: AppsProvider): vscode.Disposable {
  const subjectOf = (argument: unknown): Subject | undefined =>
    typeof argument === 'string' ? rows.node(argument)?.subject : isSubject(argument) ? argument : undefined;
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([id, command]) =>
      vscode.commands.registerCommand(id, async (argument: unknown) => {
        try {
          await command(sticky, subjectOf(argument));
        } catch (error) {
          showError(sticky.log, error);
        }
      }),
    ),
  );
}

/** The sidebar gives a row's id, Sticky's own buttons give a subject, a keybinding may give anything. */
const isSubject = (value: unknown): value is Subject =>
  typeof value === 'object' && value !== null && 'context' in value && typeof value.context === 'string';
