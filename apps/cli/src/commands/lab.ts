import type { LabInfo } from '@sticky/lab';
import { CliError } from '../errors.ts';
import { addGroup, type Program } from '../program.ts';
import { beginRun, type Cli } from '../run.ts';
import { LAB_CONTEXT } from '../target/connect-target.ts';
import { labPrograms, labStateDir } from '../target/lab-files.ts';
import { runningLab } from '../target/running-lab.ts';
import { columns } from '../terminal/columns.ts';
import { addLabFault } from './lab-fault/lab-fault.ts';
import { addLabLog } from './lab-log.ts';

export function addLab(program: Program, cli: Cli): void {
  const lab = addGroup(program, 'lab', 'the embedded cluster: up, down, status, kubeconfig, log, fault');
  lab.hook('preAction', (_lab, command) => requireNoOtherCluster(command.optsWithGlobals()));

  lab
    .command('up')
    .description('start the lab, and leave it running')
    .action(async (_options, command) => {
      const run = beginRun(cli, command.optsWithGlobals());
      const { labStatus, spawnLab } = await import('@sticky/lab');
      const running = await labStatus(labStateDir());
      if (running !== undefined) run.terminal.note(() => 'The lab is running already.');
      else run.terminal.progress('Starting the lab');
      const info =
        running ?? (await spawnLab({ ...labPrograms(), stateDir: labStateDir(), detached: true, signal: run.signal }));
      run.terminal.result(labJson(info), () => labText(info));
    });

  lab
    .command('down')
    .description('end the lab with all that runs in it')
    .action(async (_options, command) => {
      const run = beginRun(cli, command.optsWithGlobals());
      const { stopLab } = await import('@sticky/lab');
      const stopped = await stopLab(labStateDir(), run.signal);
      run.terminal.result({ stopped }, () => (stopped ? 'The lab has ended.' : 'No lab was running.'));
    });

  lab
    .command('status')
    .description('say whether the lab runs, and where')
    .action(async (_options, command) => {
      const run = beginRun(cli, command.optsWithGlobals());
      const info = await runningLab();
      run.terminal.result(labJson(info), () => labText(info));
    });

  lab
    .command('kubeconfig')
    .description('print the path of its kubeconfig: export KUBECONFIG=$(sticky lab kubeconfig)')
    .action(async (_options, command) => {
      const run = beginRun(cli, command.optsWithGlobals());
      const { kubeconfig } = await runningLab();
      run.terminal.result({ kubeconfig }, () => kubeconfig);
    });

  addLabLog(lab, cli);
  addLabFault(lab, cli);
}

/** Who names a cluster does not expect that another one is touched. @throws CliError `usage` */
function requireNoOtherCluster({ context, kubeconfig }: { context?: unknown; kubeconfig?: unknown }): void {
  const named = kubeconfig !== undefined ? '--kubeconfig' : '--context';
  if (kubeconfig === undefined && (context === undefined || context === LAB_CONTEXT)) return;
  throw new CliError('usage', `${named} names a cluster, and \`sticky lab\` is about the lab alone: leave it out`);
}

// A lab's process has more than its information: what can be called is left out.
function labJson({ pid, server, kubeconfig, context, startedAt, readyIn }: LabInfo): LabInfo {
  return { pid, server, kubeconfig, context, startedAt, readyIn };
}

function labText({ server, kubeconfig, context, readyIn, pid }: LabInfo): string {
  return columns([
    ['Sticky lab', `ready in ${(readyIn / 1000).toFixed(1)} s, process ${pid}`],
    ['context', context],
    ['server', server],
    ['kubeconfig', kubeconfig],
  ]).join('\n');
}
