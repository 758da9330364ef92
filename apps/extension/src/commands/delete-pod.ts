import { l10n } from 'vscode';
import { pick } from '../ask/ask.ts';
import { chooseApp } from '../ask/choose-app.ts';
import { change } from '../change/change.ts';
import { mention } from '../messages.ts';
import type { Command } from '../sticky.ts';
import { shortPodName } from '../tree/words.ts';

/** Deletes one pod, and waits until another has taken its place. */
export const deletePod: Command = async (sticky, subject) => {
  const title = l10n.t('Delete Pod');
  const chosen = await chooseApp(sticky, title, subject);
  if (chosen === undefined) return;
  const { context, app } = chosen;
  const pod =
    subject?.pod ??
    (await pick(
      `${title}: ${app.name}`,
      l10n.t('Which pod? Another takes its place.'),
      app.pods.map(({ name, status, address }) => ({
        value: name,
        label: shortPodName(name, app.name),
        description: [status, ...(address === undefined ? [] : [address])].join(', '),
      })),
    ));
  if (pod === undefined) return;
  const changed = await change(sticky, context, {
    verb: title,
    settles: app.name,
    plan: (work, cluster, signal) => work.deletePod(cluster, { pod }, { signal }),
  });
  if (changed !== undefined) mention(l10n.t('{0} is replaced', shortPodName(pod, app.name)));
};
