import type { AppView } from '@sticky/cluster';
import type { Affinity } from '@sticky/manifests';
import { l10n } from 'vscode';
import { ask } from '../ask/ask.ts';
import type { Question } from '../ask/form.ts';
import { change } from '../change/change.ts';
import { loadWork, type Work } from '../load-work.ts';
import { mention } from '../messages.ts';
import type { Command } from '../sticky.ts';
import { appAffinity, stickinessText } from '../tree/words.ts';
import { chooseOrDeployApp } from './deploy.ts';

type Key = 'by' | 'host' | 'cookie' | 'lifetime' | 'strength' | 'timeout';

/** Asks what keeps a client on its pod, and sets that up; Service and route are made where they are missing. */
export const makeSticky: Command = async (sticky, subject) => {
  const title = l10n.t('Make Sticky');
  const chosen = await chooseOrDeployApp(sticky, title, subject);
  if (chosen === undefined) return;
  const { context, app } = chosen;
  const { manifests } = await loadWork();
  const answers = await ask(`${title}: ${app.name}`, questions(app, manifests));
  if (answers === undefined) return;
  const { name } = app;
  const affinity = affinityOf(answers, manifests);
  const route =
    affinity.kind === 'cookie' && !hasIngress(app) ? { host: answers.host, path: manifests.DEFAULT_PATH } : undefined;

  if (app.service === undefined && affinity.kind !== 'none') {
    const exposed = await change(sticky, context, {
      verb: title,
      settles: name,
      plan: (work, cluster, signal) => work.expose(cluster, { name, serviceType: 'LoadBalancer', route }, { signal }),
    });
    if (exposed === undefined) return;
  }
  const changed = await change(sticky, context, {
    verb: title,
    settles: name,
    plan: (work, cluster, signal) =>
      affinity.kind === 'none'
        ? work.unstick(cluster, { name }, { signal })
        : work.stick(cluster, { name, affinity, route }, { signal }),
  });
  if (changed?.app === undefined) return;
  mention(l10n.t('{0}: set up as {1}', name, stickinessText(changed.app)));
};

/** The cookie is set up at an Ingress; routes of another kind do not take it. */
const hasIngress = ({ routes }: AppView): boolean => routes.some(({ router }) => router !== 'gateway-api');

function questions(app: AppView, manifests: Work['manifests']): readonly Question<Key>[] {
  const now = appAffinity(app);
  const cookie = now.kind === 'cookie' ? now : manifests.DEFAULT_AFFINITY;
  const byCookie = ({ by }: { readonly by?: string }) => by === 'cookie';
  return [
    {
      key: 'by',
      prompt: l10n.t('What keeps a client on its pod?'),
      initial: 'cookie',
      choices: [
        { value: 'cookie', label: l10n.t('A cookie'), description: l10n.t('set by the ingress, one for each browser') },
        {
          value: 'client-address',
          label: l10n.t('The client address'),
          description: l10n.t('by the Service; all behind one router share a pod'),
        },
        { value: 'none', label: l10n.t('Nothing'), description: l10n.t('not sticky: any pod may answer') },
      ],
    },
    {
      key: 'host',
      prompt: l10n.t('Host of the route, which is made for it'),
      initial: manifests.DEFAULT_HOST,
      field: 'host',
      when: (answers) => byCookie(answers) && !hasIngress(app),
    },
    { key: 'cookie', prompt: l10n.t('Name of the cookie'), initial: cookie.name, field: 'cookieName', when: byCookie },
    {
      key: 'lifetime',
      prompt: l10n.t('How long it lives, as 60, 30m or 12h; empty: until the browser closes'),
      initial: cookie.maxAgeSeconds === undefined ? '' : String(cookie.maxAgeSeconds),
      field: 'duration',
      optional: true,
      when: byCookie,
    },
    {
      key: 'strength',
      prompt: l10n.t('When the set of pods changes'),
      initial: cookie.strength,
      when: byCookie,
      choices: [
        {
          value: 'hashed',
          label: l10n.t('Balanced'),
          description: l10n.t('some sessions move, so that new pods get load'),
        },
        { value: 'pinned', label: l10n.t('Persistent'), description: l10n.t('sessions stay while their pod lives') },
      ],
    },
    {
      key: 'timeout',
      prompt: l10n.t('How long an address is remembered after its last connection'),
      initial: String(now.kind === 'client-address' ? (now.timeoutSeconds ?? 10_800) : 10_800),
      field: 'duration',
      when: ({ by }) => by === 'client-address',
    },
  ];
}

function affinityOf(
  answers: Readonly<Record<Key, string>>,
  { parseAffinity, parseDuration }: Work['manifests'],
): Affinity {
  switch (answers.by) {
    case 'cookie':
      return parseAffinity({
        kind: 'cookie',
        name: answers.cookie,
        strength: answers.strength,
        ...(answers.lifetime !== '' && { maxAgeSeconds: parseDuration(answers.lifetime) }),
      });
    case 'client-address':
      return parseAffinity({ kind: 'client-address', timeoutSeconds: parseDuration(answers.timeout) });
    default:
      return { kind: 'none' };
  }
}
