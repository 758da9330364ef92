import type { Step } from '../step.ts';
import { APP, carryOutAndWait } from './app.ts';
import { prove } from './prove.ts';

/** A Service: sticky at first sight, but by the connection only. */
export const serviceStep: Step = {
  name: 'Service',
  async take(tour, number) {
    const { cluster, narrator, run, verbs } = tour;
    const plan = await verbs.expose(cluster, { name: APP, serviceType: 'LoadBalancer' }, run);
    const { app } = await carryOutAndWait(tour, plan);
    const did = `${APP}, ${app.service?.type}, ${app.service?.url}`;
    narrator.step(number, 'Service', did);
    const { verdict, evidence } = await prove(tour, app, 'service');
    const expected = 'sticky-by-connection';
    return { did, verdict, evidence, expected, found: verdict.kind, ok: verdict.kind === expected };
  },
};
