import type { AppView } from '@sticky/cluster';
import { l10n } from 'vscode';
import { ask, offer } from '../ask/ask.ts';
import { type AppInContext, chooseApp } from '../ask/choose-app.ts';
import { openContext } from '../ask/open-context.ts';
import { change } from '../change/change.ts';
import { contextTitle, type OpenContext } from '../contexts/context.ts';
import { loadWork } from '../load-work.ts';
import { mention } from '../messages.ts';
import type { Command, Sticky } from '../sticky.ts';
import type { Subject } from '../tree/node.ts';

/** Asks for name, image, replicas and port, and deploys. */
export const deploy: Command = async (sticky, subject) => {
  const context = await openContext(sticky, l10n.t('Deploy'), subject);
  if (context !== undefined) await deployIn(sticky, context);
};

/** An App to work on, as `chooseApp` finds it; where there is none yet, one is deployed first, if the user wants. */
export async function chooseOrDeployApp(
  sticky: Sticky,
  title: string,
  subject?: Subject,
): Promise<AppInContext | undefined> {
  const context = await openContext(sticky, title, subject);
  if (context === undefined) return undefined;
  if (context.state.view.apps.length > 0) return chooseApp(sticky, title, subject ?? { context: context.id });
  const missing = l10n.t('There is no app in {0} yet.', contextTitle(context));
  if (!(await offer(title, missing, l10n.t('$(rocket) Deploy one first…')))) return undefined;
  const app = await deployIn(sticky, context);
  return app && { context, app };
}

/** Undefined when the user cancelled. */
async function deployIn(sticky: Sticky, context: OpenContext): Promise<AppView | undefined> {
  const title = l10n.t('Deploy');
  const { DEFAULT_APP, DEFAULT_HEALTH_PATH, DEFAULT_IMAGE, DEFAULT_PORT } = (await loadWork()).manifests;
  const taken = context.state.view.apps.map((app) => app.name);
  const answers = await ask(title, [
    { key: 'name', prompt: l10n.t('Name of the app'), initial: freeName(DEFAULT_APP, taken), field: 'name' },
    { key: 'image', prompt: l10n.t('Image to run'), initial: DEFAULT_IMAGE, field: 'image' },
    { key: 'replicas', prompt: l10n.t('How many pods'), initial: '1', field: 'replicas' },
    { key: 'port', prompt: l10n.t('Port that the container listens on'), initial: String(DEFAULT_PORT), field: 'port' },
  ]);
  if (answers === undefined) return undefined;
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
  return changed?.app;
}

/** The name itself, or the first of `name-2`, `name-3`, … that no App has. */
function freeName(name: string, taken: readonly string[]): string {
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (!taken.includes(candidate)) return candidate;
  }
}
