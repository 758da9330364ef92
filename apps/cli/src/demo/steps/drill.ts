import type { DrillReport } from '@sticky/cluster';
import { shortPodName } from '../../present/pod-labels.ts';
import { wrap } from '../../terminal/columns.ts';
import { oneLine } from '../../terminal/printable.ts';
import { TEXT_WIDTH } from '../narrator.ts';
import type { Step } from '../step.ts';
import { APP, readyIn } from './app.ts';

/** So many that on two pods one in a million tours at most finds none of them on the pod that goes. */
const SESSIONS = 20;

/** A pod dies: it is replaced, and its sessions go elsewhere without what it remembered of them. */
export const drillStep: Step = {
  name: 'Drill',
  async take({ cluster, narrator, run, verbs }, number) {
    const app = await verbs.getApp(cluster, APP, run);
    const [victim] = app.pods;
    if (victim === undefined) throw new Error('there is no pod to delete');
    const podOf = await verbs.podIdentities(app, run);
    const drill = await verbs.drillDeletePod(cluster, {
      app: APP,
      pod: victim.name,
      sessions: SESSIONS,
      signal: run.signal,
      onEvent: ({ text }) => narrator.working(text),
    });
    const did = `pod ${shortPodName(drill.pod)} deleted, replaced by ${shortPodName(drill.replacement)}`;
    narrator.step(number, 'Drill', did, readyIn(drill.replacedIn));
    narrator.say('    Sessions', () => wrap(oneLine(whatBecameOf(drill, podOf)), TEXT_WIDTH));
    const found = `${drill.moved} of ${drill.sessions} sessions moved, ${drill.failed} of ${drill.requests} requests failed`;
    return { did, expected: 'the pod replaced and its sessions moved', found, ok: drill.moved > 0 };
  },
};

function whatBecameOf(drill: DrillReport, podOf: Readonly<Record<string, string>>): string {
  const { moved, movedTo, sessions, failed, requests } = drill;
  const pod = shortPodName(drill.pod);
  const goals = movedTo.length === 0 ? '' : ` to ${movedTo.map(shortName).join(' and ')}`;
  const outcome = `${moved} of ${sessions} moved${goals}, ${failed} of ${requests} requests failed.`;
  // Where pods share an address, nobody knows which backend was which pod.
  if (!Object.values(podOf).includes(drill.pod))
    return `${outcome} What ${pod} kept of its sessions in memory is gone.`;

  const lost = sessionsOn(drill, podOf);
  const rehashed = `${moved - lost} more moved because the set of pods changed, and the cookie is hashed over it`;
  return [
    outcome,
    `${lost} were on ${pod}: what it kept of them in memory is gone.`,
    ...(moved > lost ? [`${rehashed} (pinned is not).`] : []),
  ].join(' ');
}

/** How many sessions the deleted pod had. */
function sessionsOn({ pod, samples }: DrillReport, podOf: Readonly<Record<string, string>>): number {
  const homes = new Map<number, string>();
  for (const { session, backend } of samples) {
    if (backend !== undefined && !homes.has(session)) homes.set(session, backend);
  }
  return [...homes.values()].filter((backend) => podOf[backend] === pod).length;
}

/** A pod's name where it is known, else the uuid that answered. */
function shortName(podOrBackend: string): string {
  return /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(podOrBackend) ? podOrBackend.slice(0, 8) : shortPodName(podOrBackend);
}
