import { Option } from '@commander-js/extra-typings';
import type { NewCommand } from '../program.ts';
import { delayFlag } from './delay-flag.ts';
import { durationFlag } from './field-flag.ts';
import { numberFlag } from './number-flag.ts';
import { addReachOptions } from './reach-options.ts';

/** Adds what `load` asks: how much, where, and what must be. */
export function addLoadOptions(command: NewCommand) {
  const reaching = addReachOptions(command);
  // Refused with a reason, so not offered.
  for (const option of reaching.options) if (detours.includes(option.long ?? '')) option.hideHelp();
  return reaching
    .optionsGroup('How much:')
    .addOption(
      new Option('--sessions <n>', 'clients, each with its own cookies (default: 1,000)').argParser(
        numberFlag('--sessions', { min: 1, max: 1_000_000 }),
      ),
    )
    .addOption(
      new Option('--connections <n>', 'requests at a time (default: 50, elsewhere 10)').argParser(
        numberFlag('--connections', { min: 1, max: 10_000 }),
      ),
    )
    .addOption(new Option('--duration <duration>', 'how long (default: 10s)').argParser(durationFlag('--duration')))
    .addOption(
      new Option('--requests <n>', 'end after so many').argParser(numberFlag('--requests', { min: 1, max: 1e12 })),
    )
    .addOption(
      new Option('--rate <n>', 'at most so many a second (default: no limit, elsewhere 50)').argParser(
        numberFlag('--rate', { min: 0.01, max: 1e6, fraction: true }),
      ),
    )
    .addOption(
      new Option('--think <time>', 'rest of a client after its answer').argParser(
        delayFlag('--think', { most: 3_600_000 }),
      ),
    )
    .addOption(
      new Option('--timeout <time>', 'when a request has failed (default: 5s)').argParser(
        delayFlag('--timeout', { most: 600_000 }),
      ),
    )
    .optionsGroup('Who answers, and what must be:')
    .option('--identity <how>', 'what names the pod: auto, /uuid, header:X, …')
    .option('--expect-sticky', 'exit 1 when a client met two pods');
}

/** What would lead a load to servers that its user did not name. */
const detours = ['--follow', '--proxy'];

export type LoadFlags = ReturnType<ReturnType<typeof addLoadOptions>['opts']>;
