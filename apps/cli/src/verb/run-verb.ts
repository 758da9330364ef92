import type { AppView, Cluster, Plan } from '@sticky/cluster';
import { appText } from '../present/app-text.ts';
import type { Run } from '../run.ts';
import { withCluster } from '../target/connect-target.ts';
import { oneLine } from '../terminal/printable.ts';
import { carryOutPlan } from './carry-out-plan.ts';

type Verbs = typeof import('@sticky/cluster');

/** Plans a change of an App, carries it out, waits until the App is ready, and shows it. */
export async function runVerb(run: Run, plan: (verbs: Verbs, cluster: Cluster) => Promise<Plan>): Promise<void> {
  const verbs = await import('@sticky/cluster');
  await withCluster(run, async (cluster) => {
    const planned = await plan(verbs, cluster);
    await carryOutPlan(run, cluster, planned);
    const app = await verbs.waitUntilReady(cluster, planned.app, {
      timeout: run.options.wait * 1000,
      signal: run.signal,
      onProgress: (view) => run.terminal.progress(progressLine(view)),
    });
    run.terminal.result({ plan: summary(planned), app }, (style) => appText(app, style));
  });
}

/** As `runVerb`, for a change that leaves no App to wait for. */
export async function runRemoval(run: Run, plan: (verbs: Verbs, cluster: Cluster) => Promise<Plan>): Promise<void> {
  const verbs = await import('@sticky/cluster');
  await withCluster(run, async (cluster) => {
    const planned = await plan(verbs, cluster);
    await carryOutPlan(run, cluster, planned);
    run.terminal.result({ plan: summary(planned) }, () => `${oneLine(planned.title)}: done`);
  });
}

function summary({ title, changes }: Plan) {
  return { title, changes: changes.map(({ action, ref }) => ({ action, ...ref })) };
}

function progressLine(view: AppView): string {
  const waits = view.waitingFor.length > 0 ? `waits for ${view.waitingFor.join(', ')}` : 'ready';
  return oneLine(`${view.name}: ${[waits, ...view.problems].join('; ')}`);
}
