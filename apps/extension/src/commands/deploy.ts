import { l10n } from 'vscode';
import { ask } from '../ask/ask.ts';
import { openContext } from '../ask/open-context.ts';
import { change } from '../change/change.ts';
import { loadWork } from '../load-work.ts';
import { mention } from '../messages.ts';
import type { Command } from '../sticky.ts';

/** Asks for name, image, replicas and port, and deploys. */
export const deploy: Command = async (sticky, subject) => {
  const title = l10n.t('Deploy');
  const context = await openContext(sticky, title, subject);
  if (context === undefined) return;
  const { DEFAULT_APP, DEFAULT_HEALTH_PATH, DEFAULT_IMAGE, DEFAULT_PORT } = (await loadWork()).manifests;
  const taken = context.state.view.apps.map((app) => app.name);
  const answers = await ask(title, [
    { key: 'name', prompt: l10n.t('Name of the app'), initial: freeName(DEFAULT_APP, taken), field: 'name' },
    { key: 'image', prompt: l10n.t('Image to run'), initial: DEFAULT_IMAGE, field: 'image' },
    { key: 'replicas', prompt: l10n.t('How many pods'), initial: '1', field: 'replicas' },
    { key: 'port', prompt: l10n.t('Port that the container listens on'), initial: String(DEFAULT_PORT), field: 'port' },
  ]);
  if (answers === undefined) return;
  const { name, image } = answers;
  const input = {
    name,
    image,
    replicas: Number(answers.replicas),
    port: Number(answers.port),
    healthPath: DEFAULT_HEALTH_PATH,
  };
  const changed = await change(sticky, context, {
    verb: title,
    settles: name,
    plan: (work, cluster, signal) => work.deploy(cluster, input, { signal }),
  });
  if (changed !== undefined) mention(l10n.t('{0} is up', name));
};

/** The name itself, or the first of `name-2`, `name-3`, … that no App has. */
function freeName(name: string, taken: readonly string[]): string {
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (!taken.includes(candidate)) return candidate;
  }
}
