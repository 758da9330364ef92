import * as vscode from 'vscode';
import { type Context, contextTitle, isOpen, type OpenContext } from '../contexts/context.ts';
import { UserError } from '../errors.ts';
import { startLab } from '../lab/start-lab.ts';
import { withProgress } from '../progress.ts';
import type { Sticky } from '../sticky.ts';
import type { Subject } from '../tree/node.ts';
import { pick } from './ask.ts';

const theLab = 'the lab';
const theSettings = 'the settings';

/**
 * The context that a command works in, open: the one it was started on, else the selected one, else the one that the user
 * chooses now. Undefined: Esc.
 */
export async function openContext(sticky: Sticky, title: string, subject?: Subject): Promise<OpenContext | undefined> {
  const meant = subject === undefined ? sticky.contexts.selected : sticky.contexts.get(subject.context);
  const context = meant ?? (await chooseContext(sticky, title));
  if (context === undefined) return undefined;
  sticky.contexts.select(context.id);
  const opened = await withProgress(vscode.l10n.t('Opening {0}', contextTitle(context)), (signal) =>
    sticky.contexts.open(context.id, signal),
  );
  if (opened === undefined) return undefined;
  if (opened.state.kind === 'failed') throw new UserError(opened.state.message);
  return isOpen(opened) ? opened : undefined;
}

/** Which context? Starting the lab is one of the answers while it does not run. */
export async function chooseContext(sticky: Sticky, title: string): Promise<Context | undefined> {
  await sticky.refresh();
  const { all, problem } = sticky.contexts;
  const choice = await pick(title, vscode.l10n.t('Where?'), [
    ...(all.some(({ lab }) => lab)
      ? []
      : [
          {
            value: theLab,
            label: vscode.l10n.t('$(beaker) Lab'),
            description: vscode.l10n.t('starts a small Kubernetes inside the editor'),
          },
        ]),
    ...all.map((context) => ({
      value: context.id,
      label: `$(${context.lab ? 'beaker' : 'server-environment'}) ${contextTitle(context)}`,
      ...(!isOpen(context) && { description: vscode.l10n.t('not opened') }),
    })),
    ...(problem === undefined
      ? []
      : [{ value: theSettings, label: vscode.l10n.t('$(gear) Name another kubeconfig…'), detail: problem }]),
  ]);
  if (choice === undefined) return undefined;
  if (choice === theSettings) {
    await vscode.commands.executeCommand('workbench.action.openSettings', 'sticky.kubeconfig');
    return undefined;
  }
  if (choice !== theLab) return sticky.contexts.get(choice);
  await startLab(sticky);
  return sticky.contexts.all.find(({ lab }) => lab);
}
