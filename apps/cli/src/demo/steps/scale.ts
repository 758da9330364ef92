import type { Step } from '../step.ts';
import { APP, carryOutAndWait, podLines, podsOf, readyIn } from './app.ts';

/** A second pod, with a uuid of its own. */
export const scaleStep: Step = {
  name: 'Scale',
  async take(tour, number) {
    const { cluster, narrator, run, verbs } = tour;
    const { app, took } = await carryOutAndWait(tour, await verbs.scale(cluster, { name: APP, replicas: 2 }, run));
    const pods = await podsOf(tour, app);
    const did = '1 to 2 pods';
    narrator.step(number, 'Scale', did, readyIn(took));
    narrator.say('', () => podLines(pods));
    const uuids = pods.flatMap(({ backend }) => backend ?? []);
    const apart = new Set(uuids).size === uuids.length;
    const found = `${app.replicas.ready} ready, uuids ${uuids.join(' and ') || 'unknown'}`;
    return { did, pods, expected: '2 ready pods, each with its uuid', found, ok: app.replicas.ready === 2 && apart };
  },
};
