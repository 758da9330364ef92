import type { AppView } from '@sticky/cluster';
import { l10n } from 'vscode';
import { pick } from '../ask/ask.ts';
import { messageOf } from '../errors.ts';
import { loadWork } from '../load-work.ts';
import type { Command } from '../sticky.ts';
import type { Subject } from '../tree/node.ts';
import { affinityText } from '../tree/words.ts';
import { chooseOrExposeApp } from './expose.ts';

/** Probes a route or Service, and shows what it proves in a panel. Started in a panel, it probes the same again. */
export const probe: Command = async (sticky, given) => {
  const subject = given ?? sticky.panels.active;
  const chosen = await chooseOrExposeApp(sticky, l10n.t('Probe'), subject);
  if (chosen === undefined) return;
  const { context, app } = chosen;
  const address = await chooseAddress(app, subject);
  if (address === undefined) return;
  const work = await loadWork();
  const target = work.reach(app, address.via, address.route);
  const panel = sticky.panels.open({ context: context.id, app: app.name, ...address }, target.url);
  try {
    const report = await work.probe(target, {
      readyBackends: app.replicas.ready,
      signal: panel.signal,
      onProgress: (progress) => panel.progress(progress, sticky.identities.of(context.id, app.name)),
    });
    await panel.show(report, sticky.identities.of(context.id, app.name));
    sticky.log.info(`${app.name}: ${target.url}: ${report.verdict.headline} ${report.verdict.because}`);
    sticky.proofs.add(context.id, app, report);
  } catch (error) {
    panel.fail(messageOf(error));
    throw error;
  }
};

interface Address {
  readonly via: 'service' | 'route';
  /** URL of the route. */
  readonly route?: string;
}

/** Which address: the one asked for, the only one, or the one chosen now, routes first. */
async function chooseAddress(app: AppView, subject: Subject | undefined): Promise<Address | undefined> {
  if (subject?.via === 'service') return { via: 'service' };
  if (subject?.route !== undefined) return { via: 'route', route: subject.route };
  const choices = [
    ...app.routes.map((route) => ({
      value: route.url,
      label: `$(globe) ${route.url}`,
      description: affinityText(route.affinity),
    })),
    ...(app.service === undefined
      ? []
      : [
          {
            value: '',
            label: `$(radio-tower) ${l10n.t('Service {0}', app.service.name)}`,
            description: app.service.url ?? app.service.type,
          },
        ]),
  ];
  const value =
    choices.length === 1 ? choices[0]?.value : await pick(l10n.t('Probe {0}', app.name), l10n.t('What?'), choices);
  if (value === undefined) return undefined;
  return value === '' ? { via: 'service' } : { via: 'route', route: value };
}
