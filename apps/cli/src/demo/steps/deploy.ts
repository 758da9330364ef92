import { DEFAULT_HEALTH_PATH, DEFAULT_IMAGE, DEFAULT_PORT } from '@sticky/manifests';
import type { Step } from '../step.ts';
import { APP, carryOutAndWait, podLines, podsOf, readyIn } from './app.ts';

/** One pod of the tutorial's app. */
export const deployStep: Step = {
  name: 'Deploy',
  async take(tour, number) {
    const { cluster, narrator, run, verbs } = tour;
    const input = { name: APP, image: DEFAULT_IMAGE, replicas: 1, port: DEFAULT_PORT, healthPath: DEFAULT_HEALTH_PATH };
    const { app, took } = await carryOutAndWait(tour, await verbs.deploy(cluster, input, run));
    const pods = await podsOf(tour, app);
    const did = `${APP}, 1 pod`;
    narrator.step(number, 'Deploy', did, readyIn(took));
    narrator.say('', () => podLines(pods));
    return { did, pods, expected: '1 ready pod', found: `${app.replicas.ready} ready`, ok: app.replicas.ready === 1 };
  },
};
