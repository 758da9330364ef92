import type { Evidence } from '../evidence.ts';
import { nextSession, type Observation, type PlannedRequest } from '../planned.ts';
import { cookieLimit } from '../scope/set-cookie.ts';
import type { Experiment, PlanContext } from './experiment.ts';
import { planRefusal, type Refusals, readRefusals } from './refusals.ts';
import { summary } from './summary.ts';

/** Bytes of the Cookie header, the least first. */
const oversizes = [4096, 8192, 16_384] as const;

/**
 * Cookie headers of 4, 8 and 16 KiB, as an app and its trackers add up to, in cookies that a browser would keep. One that
 * is answered is answered; one that is not gets compared with plain requests until the odds are that it is its size.
 */
export const oversized: Experiment = {
  name: 'oversized',
  plan: planOversized,
  prove: (seen) => [proveOversized(seen)],
};

function planOversized(seen: readonly Observation[], { log10Odds, random }: PlanContext): PlannedRequest | undefined {
  for (const size of oversizes) {
    const { refused, answered, log10Odds: reached } = readSize(size, seen);
    if (answered > 0) continue;
    const session = nextSession(seen);
    const cookies = { text: cookiesOf(size) };
    const request = { experiment: 'oversized', session, connection: 'new', cookies } as const;
    if (refused === 0) return request;
    return reached >= log10Odds ? undefined : planRefusal(`oversized: ${size}`, request, seen, random);
  }
  return undefined;
}

/** A Cookie header of just so many bytes, of cookies that are each below what a browser keeps. */
function cookiesOf(size: number): string {
  const pairs = Math.ceil(size / (cookieLimit - 100));
  const each = Math.floor((size + 2) / pairs) - 2;
  const all = Array.from({ length: pairs }, (_, index) => `sticky-probe-${index}=`.padEnd(each, 'a'));
  return all.join('; ').padEnd(size, 'a');
}

/** The largest header that was answered, and the smallest that was refused, in bytes. */
export interface Sizes {
  readonly served?: number;
  readonly refused?: Refusals & { readonly size: number };
}

export function readSizes(seen: readonly Observation[]): Sizes {
  const read = oversizes.map((size) => ({ size, ...readSize(size, seen) }));
  const served = read.findLast(({ answered }) => answered > 0)?.size;
  const refused = read.find((one) => one.answered === 0 && one.refused > 0);
  return { ...(served === undefined ? {} : { served }), ...(refused === undefined ? {} : { refused }) };
}

function readSize(size: number, seen: readonly Observation[]): Refusals {
  return readRefusals(
    `oversized: ${size}`,
    seen,
    ({ request, cookie }) => request.experiment === 'oversized' && cookie.length === size,
  );
}

function proveOversized(seen: readonly Observation[]): Evidence {
  const { served, refused } = readSizes(seen);
  const told = [
    ...(served === undefined ? [] : [`${served / 1024} KiB answered`]),
    ...(refused === undefined ? [] : [`${refused.size / 1024} KiB refused: ${refused.how}`]),
  ];
  return {
    experiment: 'oversized',
    title: 'large cookies',
    stayed: false,
    finding: told.join(', '),
    ...summary('oversized', seen),
    log10Odds: Math.max(0, refused?.log10Odds ?? 0),
  };
}
