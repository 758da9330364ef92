import { addDeletePod } from './commands/delete-pod.ts';
import { addDemo } from './commands/demo.ts';
import { addDeploy } from './commands/deploy.ts';
import { addExpose } from './commands/expose.ts';
import { addLab } from './commands/lab.ts';
import { addLint } from './commands/lint.ts';
import { addLoad } from './commands/load.ts';
import { addMigrate } from './commands/migrate.ts';
import { addProbe } from './commands/probe.ts';
import { addRead } from './commands/read.ts';
import { addRemove } from './commands/remove.ts';
import { addRender } from './commands/render.ts';
import { addRouters } from './commands/routers.ts';
import { addScale } from './commands/scale.ts';
import { addStatus } from './commands/status.ts';
import { addStick } from './commands/stick.ts';
import { addUnstick } from './commands/unstick.ts';
import { addWatch } from './commands/watch.ts';
import { reportFailure } from './failure.ts';
import { listenForInterrupts } from './interrupt.ts';
import { createProgram } from './program.ts';

const interrupt = listenForInterrupts(process);
// A fault that no command can catch, in a callback of a library say, still ends with one line and not with a stack.
process.once('uncaughtException', (error) => process.exit(reportFailure(error, interrupt.signal, process)));
const cli = { process, signal: interrupt.signal };
const program = createProgram();

program.commandsGroup('See it:');
addDemo(program, cli);
addLab(program, cli);

program.commandsGroup('Set it up:');
addDeploy(program, cli);
addScale(program, cli);
addExpose(program, cli);
addStick(program, cli);
addUnstick(program, cli);
addDeletePod(program, cli);
addRemove(program, cli);

program.commandsGroup('Write it, for any router:');
addRouters(program, cli);
addRender(program, cli);
addRead(program, cli);
addMigrate(program, cli);
addLint(program, cli);

program.commandsGroup('Prove it:');
addStatus(program, cli);
addProbe(program, cli);
addLoad(program, cli);
addWatch(program, cli);

const args = process.argv.slice(2);
try {
  await program.parseAsync(args.length === 0 ? ['--help'] : args, { from: 'user' });
} catch (error) {
  process.exitCode = reportFailure(error, interrupt.signal, process);
} finally {
  interrupt.close();
}
