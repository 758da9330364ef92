import { giveUpOn } from '../give-up.ts';
import { openNaming } from '../identity/naming.ts';
import type { Observation } from '../planned.ts';
import { seeded } from '../random.ts';
import type { ReportIdentity } from '../report.ts';
import { openSampler } from '../sampler.ts';
import type { ParsedTarget } from '../target.ts';
import { openWire } from '../wire/wire.ts';
import type { ParsedLoadOptions } from './load-options.ts';

/** `log10` of the odds that a name which is the same in all answers is that of one backend alone: eight answers are enough. */
const log10Odds = 2;

/**
 * Where answers of the target name their backend. `auto` is found as the probe finds it, in a few answers to new clients;
 * anything else is taken as it is, and sends nothing.
 *
 * @throws ProbeError when nothing names who answers, or nobody does
 * @throws the signal's reason
 */
export async function findIdentity(
  target: ParsedTarget,
  { identity, timeout, seed }: ParsedLoadOptions,
  signal: AbortSignal | undefined,
): Promise<ReportIdentity> {
  const naming = openNaming(identity, target);
  const wire = openWire(target, timeout);
  try {
    const sampler = openSampler(wire, target.url, naming.read, naming.look);
    const { held, unscoped, cookieHeader } = sampler;
    const context = {
      ...{ url: target.url, log10Odds, random: seeded(seed), held, unscoped, cookieHeader },
      ...{ sources: [], headers: [], longestWait: 0 },
    };
    const seen: Observation[] = [];
    for (let next = naming.discovery.plan(seen, context); next; next = naming.discovery.plan(seen, context)) {
      seen.push(await sampler.take(next, signal));
      giveUpOn(target, naming.missing, seen);
    }
    naming.settle(seen);
    return naming.told;
  } finally {
    await wire.close();
  }
}

/** Whether it is read from the body and nothing else of an answer. */
export function isInBody({ by }: ReportIdentity): boolean {
  return !/^(header|cookie):/.test(by);
}
