import { draw } from '../betting.ts';
import type { Evidence } from '../evidence.ts';
import { nextSession, type Observation, type PlannedRequest } from '../planned.ts';
import { told } from './cookie.ts';
import type { Experiment, PlanContext } from './experiment.ts';
import { enoughFor } from './fresh.ts';
import { drawNext, opening } from './next-draw.ts';
import { moves, provesStays, type Stays, testedOf } from './stays.ts';
import { summary } from './summary.ts';

/** Clients without cookies, on new connections, that differ in one thing only. */
export interface Variants {
  readonly experiment: Experiment['name'];
  readonly test: string;
  /** What distinguishes the first client, the second, … */
  readonly requests: readonly Partial<PlannedRequest>[];
  /** Names that every request carries, where it is a header that distinguishes them. */
  readonly carried?: readonly string[];
}

/** So many of the first variants fail, and none answers: such requests are not for this route, and it is no chance. */
const refused = 8;
/** So often one that fails is asked. */
const mostTries = 3;
/** One variant has moved and all are on one backend since: so many requests, and no other backend is looked for. */
const mostAsked = 200;
/** The fewest variants that are asked again and again, where there are two backends among them. */
const wanted = 4;

/**
 * Asks new variants until two backends have answered, or until so many have met the same one that it does not depend on the
 * variant. Then the same ones again, until they move or until the odds against chance are reached.
 */
export function planVariants(
  seen: readonly Observation[],
  stays: Stays,
  variants: Variants,
  context: PlanContext,
): PlannedRequest | undefined {
  const { experiment, test, requests, carried = [] } = variants;
  const { log10Odds, random } = context;
  const { holders } = stays;
  if (requests.length < 2 || moves(stays) || provesStays(stays, log10Odds)) return undefined;
  const answered = holders.flatMap(({ home }) => home ?? []);
  const homes = new Set(answered).size;
  if (homes === 0 && holders.length >= refused) return undefined;
  const mayOpen = holders.length < requests.length;
  const spreading = homes < 2 && stays.moves === 0;
  if (spreading && answered.length >= enoughFor(context)) return undefined;
  if (spreading && !mayOpen) return askFailed(stays, variants, context);
  if (homes < 2 && asked(seen, test) >= mostAsked) return undefined;

  const lots = spreading
    ? draw(test, [{ chance: 1, trust: 0 }], random)
    : drawNext(
        { ...stays, begun: [] },
        { test, open: mayOpen && holders.length < wanted && opening, wanted: 0, held: () => carried, random },
      );
  const drawn = lots.lots[lots.drawn]?.session;
  const index = holders.findIndex(({ session }) => session === drawn);
  const request = requests[index === -1 ? holders.length : index];
  if (request === undefined) return undefined;
  const session = drawn ?? nextSession(seen);
  return { experiment, session, connection: 'new', cookies: 'none', ...request, draw: lots };
}

/** All variants were asked: those that failed get another chance to answer. */
function askFailed(stays: Stays, { experiment, test, requests }: Variants, { random }: PlanContext) {
  const index = stays.holders.findIndex(({ home, requests }) => home === undefined && requests < mostTries);
  const [holder, request] = [stays.holders[index], requests[index]];
  if (holder === undefined || request === undefined) return undefined;
  const { session } = holder;
  const lots = draw(test, [{ chance: 1, session, trust: 0 }], random);
  return { experiment, session, connection: 'new', cookies: 'none', ...request, draw: lots } as const;
}

function asked(seen: readonly Observation[], test: string): number {
  return seen.filter(({ request }) => request.draw?.test === test).length;
}

export function proveVariants(
  seen: readonly Observation[],
  stays: Stays,
  { experiment, test }: Pick<Variants, 'experiment' | 'test'>,
  noun: string,
): Evidence {
  const mine = seen.filter(({ request }) => request.draw?.test === test);
  const { title, finding, ...rest } = told(stays, noun, `one ${noun}`);
  const [only, ...more] = new Set(stays.holders.flatMap(({ home }) => home ?? []));
  const sameForAll = only !== undefined && more.length === 0 && testedOf(stays).length === 0;
  return {
    experiment,
    title: sameForAll ? `${stays.holders.length} ${noun}s` : title,
    finding: sameForAll ? `${stays.holders.length} of ${stays.holders.length} on one pod` : finding,
    ...summary(experiment, mine),
    ...rest,
  };
}

/** So many variants met the same backend: `log10` of the odds that one of two would have met the other. */
export function sameForAll(stays: Stays): number {
  const homes = stays.holders.flatMap(({ home }) => home ?? []);
  return new Set(homes).size === 1 ? (homes.length - 1) * Math.log10(2) : 0;
}
