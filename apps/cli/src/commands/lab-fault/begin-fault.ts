import type { FaultRequest } from '@sticky/lab';
import { begunText } from '../../present/fault-text.ts';
import type { Run } from '../../run.ts';
import { labStateDir } from '../../target/lab-files.ts';
import { runningLab } from '../../target/running-lab.ts';

/** Begins a fault in the running lab, and says so. `consequence` is what its user is going to see. @throws CliError, LabError */
export async function beginFault(run: Run, fault: FaultRequest, consequence: string): Promise<void> {
  await runningLab();
  const { addFault, describeFault } = await import('@sticky/lab');
  const active = await addFault(labStateDir(), fault);
  run.terminal.result(active, () => begunText(active, consequence, describeFault));
}
