import type { Cluster, Plan } from '@sticky/cluster';
import { CliError } from '../errors.ts';
import type { Run } from '../run.ts';
import { oneLine } from '../terminal/printable.ts';
import { confirm } from './confirm.ts';
import { actionLines, conflictText, planText } from './plan-text.ts';

/**
 * Shows what a plan would do and carries it out. The lab is there to be changed, so it is not asked about; anywhere else
 * a person says yes to the diff, or `--yes` stands for them.
 *
 * @throws CliError `usage` when nobody is there to be asked, `declined`, `not-as-expected` for a conflict without `--force`
 */
export async function carryOutPlan(run: Run, cluster: Cluster, plan: Plan): Promise<void> {
  const { options, terminal, signal } = run;
  if (plan.changes.every((change) => change.action === 'unchanged')) {
    terminal.note((style) => style.dim(`${oneLine(plan.title)}: nothing to change`));
    return;
  }

  terminal.note((style) =>
    cluster.lab ? [oneLine(plan.title), ...actionLines(plan)].join('\n') : planText(plan, style),
  );
  if (plan.conflicts.length > 0 && options.force !== true) {
    throw new CliError('not-as-expected', `${conflictText(plan.conflicts)}: take it over with --force`);
  }
  if (!cluster.lab && options.yes !== true) await askFirst(run, cluster);

  const { carryOut } = await import('@sticky/cluster');
  await carryOut(cluster, plan, { force: options.force, signal, onProgress: (line) => terminal.progress(line) });
  terminal.clear();
}

async function askFirst({ terminal, signal }: Run, { context, namespace }: Cluster): Promise<void> {
  const where = oneLine(`context "${context}", namespace "${namespace}"`);
  if (!terminal.interactive) {
    throw new CliError('usage', `nothing was changed: say --yes to carry this plan out in ${where}`);
  }
  terminal.note(() => '');
  const asked = { input: terminal.stdin, output: terminal.stderr, signal };
  if (!(await confirm(`Carry this out in ${where}?`, asked))) throw new CliError('declined', 'nothing was changed');
}
