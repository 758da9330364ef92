import type { AppView } from '@sticky/cluster';
import type { ProbeOptions } from '@sticky/probe';
import { l10n } from 'vscode';
import { pick } from '../ask/ask.ts';
import { messageOf } from '../errors.ts';
import { loadWork } from '../load-work.ts';
import type { Command, Sticky } from '../sticky.ts';
import type { Subject } from '../tree/node.ts';
import { affinityText } from '../tree/words.ts';
import { chooseOrExposeApp } from './expose.ts';

/** Probes a route or Service, and shows what it proves in a panel. Started in a panel, it probes the same again. */
export const probe: Command = (sticky, subject) =>
  probeAddress(sticky, subject, l10n.t('Probe'), async () => 'verdict');

/** As `probe`, and finds out more about what keeps a client: as much as the user wants to wait for. */
export const probeThoroughly: Command = (sticky, subject) =>
  probeAddress(sticky, subject, l10n.t('Probe Thoroughly'), chooseExperiments);

type Experiments = NonNullable<ProbeOptions['experiments']>;

async function probeAddress(
  sticky: Sticky,
  given: Subject | undefined,
  title: string,
  choose: (title: string) => Promise<Experiments | undefined>,
): Promise<void> {
  const subject = given ?? sticky.panels.active;
  const chosen = await chooseOrExposeApp(sticky, title, subject);
  if (chosen === undefined) return;
  const { context, app } = chosen;
  const address = await chooseAddress(app, subject);
  if (address === undefined) return;
  const experiments = await choose(`${title}: ${app.name}`);
  if (experiments === undefined) return;
  const work = await loadWork();
  const target = work.reach(app, address.via, address.route);
  const panel = sticky.panels.open({ context: context.id, app: app.name, ...address }, target.url);
  try {
    const report = await work.probe(target, {
      ...work.probeHints(app, address.via, address.route),
      experiments,
      signal: panel.signal,
      stop: panel.stop,
      onProgress: (progress) => panel.progress(progress, sticky.identities.of(context.id, app.name)),
    });
    await sticky.identities.learn(context, app, report.identity?.by);
    await panel.show(report, sticky.identities.of(context.id, app.name));
    sticky.log.info(`${app.name}: ${target.url}: ${report.verdict.headline} ${report.verdict.because}`);
    sticky.proofs.add(context.id, app, report);
  } catch (error) {
    if (panel.stop.aborted) return panel.fail(l10n.t('Stopped before anything was known.'));
    panel.fail(messageOf(error));
    throw error;
  }
}

async function chooseExperiments(title: string): Promise<Experiments | undefined> {
  const choice = await pick(title, l10n.t('What else is there to know?'), [
    {
      value: 'all',
      label: l10n.t('Everything that is quick'),
      detail: l10n.t('Cookies forged, stale, doubled or too long; how fairly clients are spread; WebSocket; HTTP/2'),
    },
    {
      value: 'cookies',
      label: l10n.t('What becomes of strange cookies'),
      detail: l10n.t('Forged, stale, doubled, too long'),
    },
    { value: 'spread', label: l10n.t('How fairly clients are spread'), detail: l10n.t('Many new clients') },
    {
      value: 'expiry',
      label: l10n.t('When the cookie ends'),
      detail: l10n.t('Waits until it has ended, if that takes two minutes at most'),
    },
  ]);
  return choice === undefined ? undefined : (experimentsOf[choice] ?? 'all');
}

const experimentsOf: Readonly<Record<string, Experiments>> = {
  cookies: ['forged', 'stale', 'duplicate', 'oversized'],
  spread: ['fairness'],
  expiry: ['expiry'],
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
