import { DEFAULT_HOST, DEFAULT_PATH } from '@sticky/manifests';
import type { Step } from '../step.ts';
import { APP, carryOutAndWait } from './app.ts';
import { prove } from './prove.ts';

/** An Ingress: it balances requests, so a connection keeps nobody any more. */
export const ingressStep: Step = {
  name: 'Ingress',
  async take(tour, number) {
    const { cluster, narrator, run, verbs } = tour;
    const route = { host: DEFAULT_HOST, path: DEFAULT_PATH };
    const plan = await verbs.expose(cluster, { name: APP, serviceType: 'LoadBalancer', route }, run);
    const { app } = await carryOutAndWait(tour, plan);
    const [made] = app.routes;
    const did = `${made?.url} to ${APP}, at ${made?.connectTo?.host}:${made?.connectTo?.port}`;
    narrator.step(number, 'Ingress', did);
    const { verdict, evidence } = await prove(tour, app, 'route');
    return { did, verdict, evidence, expected: 'not-sticky', found: verdict.kind, ok: verdict.kind === 'not-sticky' };
  },
};
