import type { AppView, Cluster, Plan } from '@sticky/cluster';
import * as vscode from 'vscode';
import { contextTitle, type OpenContext } from '../contexts/context.ts';
import { isCancelled, UserError } from '../errors.ts';
import { loadWork, type Work } from '../load-work.ts';
import { mention, tell } from '../messages.ts';
import { withProgress } from '../progress.ts';
import type { Sticky } from '../sticky.ts';
import { confirm } from './confirm.ts';
import { changesNothing } from './plan-text.ts';

export interface ChangeOptions {
  /** The command's title: also the button that confirms. */
  readonly verb: string;
  readonly plan: (work: Work, cluster: Cluster, signal: AbortSignal) => Promise<Plan>;
  /** The App to wait for until it is as was asked, and to show then. */
  readonly settles?: string;
  /** Confirmed even in the lab. */
  readonly irreversible?: boolean;
}

export interface Changed {
  readonly plan: Plan;
  /** The settled App. */
  readonly app?: AppView;
}

/**
 * The one way in which a command changes a cluster: plan (the server's dry-run), confirm, carry out, wait. Undefined when
 * the user said no. Cancelled half-way, it tells what was done and stays.
 */
export async function change(
  sticky: Sticky,
  context: OpenContext,
  options: ChangeOptions,
): Promise<Changed | undefined> {
  const { verb, settles, irreversible = false } = options;
  const cluster = sticky.contexts.cluster(context.id);
  if (cluster === undefined)
    throw new UserError(vscode.l10n.t('{0} was closed meanwhile: open it again.', context.name));
  const work = await loadWork();
  const title = settles === undefined ? verb : `${verb}: ${settles}`;
  const plan = await withProgress(title, (signal) => options.plan(work, cluster, signal));
  if (changesNothing(plan)) mention(vscode.l10n.t('{0} is like that already', plan.app));
  else if (!(await confirm(plan, context, verb, irreversible, sticky.preview))) return undefined;
  const done: string[] = [];
  const carryOutAndWait = async (signal: AbortSignal, report: (message: string) => void): Promise<Changed> => {
    if (!changesNothing(plan)) {
      const onProgress = (line: string) => {
        done.push(line);
        sticky.log.info(`${context.name}: ${line}`);
        report(line);
      };
      await work.carryOut(cluster, plan, { signal, force: plan.conflicts.length > 0, onProgress });
      for (const loss of plan.losses) sticky.log.warn(`${plan.app}: ${loss.reason}`);
    }
    if (settles === undefined) return { plan };
    const waiting = ({ waitingFor, problems }: AppView) => report([...waitingFor, ...problems].join('; '));
    const app = await work.waitUntilReady(cluster, settles, { signal, onProgress: waiting });
    await sticky.reveal(context.id, settles);
    return { plan, app };
  };
  try {
    return await withProgress(title, carryOutAndWait);
  } catch (error) {
    if (isCancelled(error) && done.length > 0) {
      tell(
        sticky.log,
        vscode.l10n.t(
          '{0} is cancelled. What was done stays in {1}: {2}.',
          title,
          contextTitle(context),
          done.join(', '),
        ),
      );
    }
    throw error;
  }
}
