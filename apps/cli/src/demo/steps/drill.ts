import { shortPodName } from '../../present/pod-labels.ts';
import { wrap } from '../../terminal/columns.ts';
import { TEXT_WIDTH } from '../narrator.ts';
import type { Step } from '../step.ts';
import { APP, readyIn } from './app.ts';

/** So many that on two pods one in a million tours at most finds none of them on the pod that goes. */
const SESSIONS = 20;

/** A pod dies: it is replaced, and its sessions go elsewhere without what it remembered of them. */
export const drillStep: Step = {
  name: 'Drill',
  async take({ cluster, narrator, run, verbs }, number) {
    const [victim] = (await verbs.getApp(cluster, APP, run)).pods;
    if (victim === undefined) throw new Error('there is no pod to delete');
    const drill = await verbs.drillDeletePod(cluster, {
      app: APP,
      pod: victim.name,
      sessions: SESSIONS,
      signal: run.signal,
      onEvent: ({ text }) => narrator.working(text),
    });
    const [gone, replacement] = [shortPodName(drill.pod), shortPodName(drill.replacement)];
    const did = `pod ${gone} deleted, replaced by ${replacement}`;
    const goals = drill.movedTo.map(shortPodName).join(' and ');
    const moves = `${drill.moved} of ${drill.sessions} moved${goals === '' ? '' : ` to ${goals}`}`;
    const found = `${moves}, ${drill.failed} of ${drill.requests} requests failed`;
    narrator.step(number, 'Drill', did, readyIn(drill.replacedIn));
    narrator.say('    Sessions', () => [
      ...wrap(`${found}.`, TEXT_WIDTH),
      ...wrap(
        `A cookie finds a pod, it does not carry what that pod kept: in ${gone}'s memory it is gone.`,
        TEXT_WIDTH,
      ),
    ]);
    return { did, expected: 'the pod replaced and its sessions moved', found, ok: drill.moved > 0 };
  },
};
