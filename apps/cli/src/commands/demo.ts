import type { Program } from '../program.ts';
import { beginRun, type Cli } from '../run.ts';

export function addDemo(program: Program, cli: Cli): void {
  program
    .command('demo')
    .summary('the tutorial on a lab, each step proven')
    .description('the tutorial on a lab of its own: deploy, scale, expose, stick, and prove each step')
    .option('--exit', 'end when done, with 1 when a step did not prove what it should')
    .action(async ({ exit }, command) => {
      const run = beginRun(cli, command.optsWithGlobals());
      const { runDemo } = await import('../demo/demo.ts');
      await runDemo(run, { stay: exit !== true && run.terminal.attended });
    });
}
