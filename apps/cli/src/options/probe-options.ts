import { Option } from '@commander-js/extra-typings';
import type { VerdictWord } from '@sticky/probe';
import type { NewCommand } from '../program.ts';
import { reportFileFlag } from '../report/report-file.ts';
import { addressesFlag } from './address-flag.ts';
import { delayFlag } from './delay-flag.ts';
import { experimentsFlag } from './experiments-flag.ts';
import { headerNameFlag } from './header-flag.ts';
import { numberFlag } from './number-flag.ts';
import { oneOfFlag } from './one-of-flag.ts';
import { addReachOptions } from './reach-options.ts';

/** Adds what `probe` asks: what must be, how to find out, and where. */
export function addProbeOptions(command: NewCommand) {
  return addReachOptions(command)
    .optionsGroup('How to find out:')
    .option('--identity <how>', 'what names the pod: auto, /uuid, header:X, …')
    .addOption(
      new Option('--experiments <names>', 'ask more: all, or forged,stale,…; expiry waits').argParser(
        experimentsFlag('--experiments'),
      ),
    )
    .addOption(
      new Option('--by-header <name>', 'a header that may hold a client; repeatable').argParser(
        headerNameFlag('--by-header'),
      ),
    )
    .addOption(
      new Option('--source <ip>', 'a local address to come from; repeatable').argParser(addressesFlag('--source')),
    )
    .addOption(
      new Option('--odds <n>', 'N to 1 for a verdict (default: 1,000,000)').argParser(
        numberFlag('--odds', { min: 2, max: 1e15 }),
      ),
    )
    .addOption(
      new Option('--max-requests <n>', 'send at most so many (default: 1,500)').argParser(
        numberFlag('--max-requests', { min: 1, max: 100_000 }),
      ),
    )
    .addOption(
      new Option('--rate <n>', 'at most so many a second').argParser(
        numberFlag('--rate', { min: 0.01, max: 1e6, fraction: true }),
      ),
    )
    .addOption(
      new Option('--timeout <time>', 'when a request has failed (default: 5s)').argParser(
        delayFlag('--timeout', { most: 600_000 }),
      ),
    )
    .optionsGroup('What must be, and who is told:')
    .addOption(
      new Option('--expect <verdict>', 'exit 1 unless it is: sticky, not-sticky, cookie, …').argParser(
        oneOfFlag('--expect', expectations),
      ),
    )
    .option('--expect-file <file>', 'probe every route that it lists')
    .addOption(
      new Option('--report <file>', 'write FILE.html .md .json or .xml; repeatable').argParser(
        reportFileFlag('--report'),
      ),
    );
}

export type ProbeFlags = ReturnType<ReturnType<typeof addProbeOptions>['opts']>;

/** The probe's own words: to ask it for them would load it for every command. */
const expectations = [
  'sticky',
  'not-sticky',
  'cookie',
  'address',
  'header',
  'connection',
  'url',
  'one-backend',
  'partly-sticky',
  'cookie-not-honoured',
  'cookie-not-returned',
  'inconclusive',
] as const satisfies readonly VerdictWord[];
