import type { Group } from '../../program.ts';
import type { Cli } from '../../run.ts';
import { addClear } from './clear.ts';
import { addDie } from './die.ts';
import { addError } from './error.ts';
import { addHang } from './hang.ts';
import { addLatency } from './latency.ts';
import { addList } from './list.ts';
import { addPartition } from './partition.ts';
import { addSlowWatch } from './slow-watch.ts';

export function addLabFault(lab: Group, cli: Cli): void {
  const fault = lab
    .command('fault')
    .summary('let something go wrong, for a time')
    .description('let something go wrong in the lab, for a time, to see what becomes of sessions')
    .addHelpText(
      'after',
      `
Examples:
  sticky lab fault latency 200ms --host sticky.info --share 30%
  sticky lab fault error 503 --pod rdn6q --for 20s
  sticky lab fault hang rdn6q --for 10s
  sticky lab fault die rdn6q --every 5s --for 60s
  sticky lab fault slow-watch 2s
  sticky lab fault partition rdn6q --for 30s
  sticky lab fault clear`,
    );
  addLatency(fault, cli);
  addError(fault, cli);
  addHang(fault, cli);
  addDie(fault, cli);
  addSlowWatch(fault, cli);
  addPartition(fault, cli);
  addList(fault, cli);
  addClear(fault, cli);
}
