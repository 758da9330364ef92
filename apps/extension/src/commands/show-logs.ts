import * as vscode from 'vscode';
import { pick } from '../ask/ask.ts';
import { chooseApp } from '../ask/choose-app.ts';
import { loadWork } from '../load-work.ts';
import { withProgress } from '../progress.ts';
import type { Command } from '../sticky.ts';
import { shortPodName } from '../tree/words.ts';

const tailLines = 1000;

/** Opens the last lines that a pod wrote, as a document. */
export const showLogs: Command = async (sticky, subject) => {
  const title = vscode.l10n.t('Show Logs');
  const chosen = await chooseApp(sticky, title, subject);
  if (chosen === undefined) return;
  const { context, app } = chosen;
  const pods = app.pods.map(({ name, status }) => ({
    value: name,
    label: shortPodName(name, app.name),
    description: status,
  }));
  const pod = subject?.pod ?? (await pick(`${title}: ${app.name}`, vscode.l10n.t('Which pod?'), pods));
  const cluster = sticky.contexts.cluster(context.id);
  if (pod === undefined || cluster === undefined) return;
  const { readLogs } = await loadWork();
  const content = await withProgress(title, (signal) => readLogs(cluster, pod, { tailLines, signal }));
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content, language: 'log' }));
};
