import type { AppView, PodView } from '@sticky/cluster';
import { l10n } from 'vscode';
import type { Proof } from '../proof.ts';
import { bad, good, type Icon, type Node, type Subject } from './node.ts';
import { shortIdentity, shortPodName } from './words.ts';

type Identities = Readonly<Record<string, string>>;

export function podsNode(
  app: AppView,
  parent: string,
  subject: Subject,
  identities: Identities,
  proof: Proof | undefined,
  isLab: boolean,
): Node {
  const id = `${parent}/pods`;
  const description = String(app.pods.length);
  return {
    id,
    label: l10n.t('Pods'),
    description,
    icon: { id: 'layers' },
    spoken: l10n.t('Pods of {0}: {1}', app.name, description),
    contextValue: 'pods',
    expanded: true,
    subject,
    children: app.pods.map((pod) => podNode(pod, app, id, subject, identities, proof, isLab)),
  };
}

function podNode(
  pod: PodView,
  app: AppView,
  parent: string,
  subject: Subject,
  identities: Identities,
  proof: Proof | undefined,
  isLab: boolean,
): Node {
  const identity = Object.keys(identities).find((key) => identities[key] === pod.name);
  const wasThere = proof !== undefined && Date.parse(pod.createdAt) <= proof.at;
  const share = identity !== undefined && wasThere ? shareOf(identity, proof) : undefined;
  const description = [
    pod.status === 'Running' && !pod.ready ? l10n.t('Running, not ready') : pod.status,
    ...(identity === undefined ? [] : [shortIdentity(identity)]),
    ...(share === undefined ? [] : [l10n.t('{0} % of the last probe', share)]),
    ...(pod.restarts === 0 ? [] : [pod.restarts === 1 ? l10n.t('1 restart') : l10n.t('{0} restarts', pod.restarts)]),
  ].join(', ');
  return {
    id: `${parent}/${pod.uid}`,
    label: shortPodName(pod.name, app.name),
    description,
    tooltip: [
      pod.name,
      description,
      ...(pod.address === undefined ? [] : [pod.address]),
      ...(identity === undefined ? [] : [identity]),
    ].join('\n'),
    icon: icon(pod),
    spoken: l10n.t('Pod {0}: {1}', pod.name, description),
    contextValue: isLab ? 'pod;lab' : 'pod',
    subject: { ...subject, pod: pod.name },
    children: [],
  };
}

/** How much of the last probe this backend answered, in percent. */
function shareOf(identity: string, proof: Proof): number {
  const all = Object.values(proof.answers).reduce((sum, answers) => sum + answers, 0);
  return all === 0 ? 0 : Math.round((100 * (proof.answers[identity] ?? 0)) / all);
}

function icon(pod: PodView): Icon {
  if (pod.status === 'Running') return pod.ready ? { id: 'circle-filled', color: good } : { id: 'loading~spin' };
  if (pod.status === 'Pending' || pod.status === 'ContainerCreating') return { id: 'loading~spin' };
  if (pod.status === 'Terminating') return { id: 'circle-slash' };
  return { id: 'error', color: bad };
}
