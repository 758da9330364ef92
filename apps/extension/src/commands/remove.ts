import { l10n } from 'vscode';
import { chooseApp } from '../ask/choose-app.ts';
import { change } from '../change/change.ts';
import { mention } from '../messages.ts';
import type { Command } from '../sticky.ts';

/** Removes an App: its Deployment, its Service and its routes. Asks first, also in the lab. */
export const remove: Command = async (sticky, subject) => {
  const title = l10n.t('Remove');
  const chosen = await chooseApp(sticky, title, subject);
  if (chosen === undefined) return;
  const { context, app } = chosen;
  const changed = await change(sticky, context, {
    verb: title,
    irreversible: true,
    plan: (work, cluster, signal) => work.remove(cluster, { name: app.name }, { signal }),
  });
  if (changed !== undefined) mention(l10n.t('{0} is removed', app.name));
};
