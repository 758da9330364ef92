import type { AppView } from '@sticky/cluster';
import { l10n } from 'vscode';
import type { OpenContext } from '../contexts/context.ts';
import { contextTitle } from '../contexts/context.ts';
import { UserError } from '../errors.ts';
import type { Sticky } from '../sticky.ts';
import type { Subject } from '../tree/node.ts';
import { stickinessText } from '../tree/words.ts';
import { pick } from './ask.ts';
import { openContext } from './open-context.ts';

export interface AppInContext {
  readonly context: OpenContext;
  readonly app: AppView;
}

/** The App that a command works on: the one it was started on, the only one there is, or the one chosen now. */
export async function chooseApp(sticky: Sticky, title: string, subject?: Subject): Promise<AppInContext | undefined> {
  const context = await openContext(sticky, title, subject);
  if (context === undefined) return undefined;
  const { apps } = context.state.view;
  if (apps.length === 0)
    throw new UserError(l10n.t('There is no app in {0} yet: deploy one first.', contextTitle(context)));
  const name =
    subject?.app ??
    (apps.length === 1
      ? apps[0]?.name
      : await pick(
          title,
          l10n.t('Which app?'),
          apps.map((app) => ({ value: app.name, label: app.name, description: appText(app) })),
        ));
  if (name === undefined) return undefined;
  const app = apps.find((one) => one.name === name);
  if (app === undefined) throw new UserError(l10n.t('{0} is gone from {1}.', name, contextTitle(context)));
  return { context, app };
}

const appText = (app: AppView): string =>
  [l10n.t('{0}/{1} ready', app.replicas.ready, app.replicas.wanted), stickinessText(app)].join(', ');
