import { l10n } from 'vscode';
import { ask } from '../ask/ask.ts';
import { change } from '../change/change.ts';
import { mention } from '../messages.ts';
import type { Command } from '../sticky.ts';
import { chooseOrDeployApp } from './deploy.ts';

/** Asks for the number of pods; Enter adds one. */
export const scale: Command = async (sticky, subject) => {
  const title = l10n.t('Scale');
  const chosen = await chooseOrDeployApp(sticky, title, subject);
  if (chosen === undefined) return;
  const { context, app } = chosen;
  const { wanted } = app.replicas;
  const answers = await ask(`${title} ${app.name}`, [
    {
      key: 'replicas',
      prompt: l10n.t('How many pods (now {0})', wanted),
      initial: String(wanted + 1),
      field: 'replicas',
    },
  ]);
  if (answers === undefined) return;
  const replicas = Number(answers.replicas);
  const changed = await change(sticky, context, {
    verb: title,
    settles: app.name,
    plan: (work, cluster, signal) => work.scale(cluster, { name: app.name, replicas }, { signal }),
  });
  if (changed !== undefined) mention(l10n.t('{0}: {1} of {2} pods ready', app.name, replicas, replicas));
};
