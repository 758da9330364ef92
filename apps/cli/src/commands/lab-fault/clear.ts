import { CliError } from '../../errors.ts';
import type { Group } from '../../program.ts';
import { beginRun, type Cli } from '../../run.ts';
import { labStateDir } from '../../target/lab-files.ts';
import { runningLab } from '../../target/running-lab.ts';

export function addClear(group: Group, cli: Cli): void {
  group
    .command('clear')
    .description('end one fault, or all')
    .argument('[id]', 'as it was told when it began (default: all)', faultId)
    .action(async (id, _options, command) => {
      const run = beginRun(cli, command.optsWithGlobals());
      await runningLab();
      const { clearFaults } = await import('@sticky/lab');
      const cleared = await clearFaults(labStateDir(), id);
      run.terminal.result({ cleared }, () =>
        cleared.length === 0 ? 'No fault was on.' : `Ended: ${cleared.map((fault) => fault.id).join(', ')}.`,
      );
    });
}

function faultId(text: string): string {
  if (/^[a-z-]+-\d+$/.test(text)) return text;
  throw new CliError('usage', `ID: ${JSON.stringify(text)} is no id of a fault: write one such as latency-1`);
}
