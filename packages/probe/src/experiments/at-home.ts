import { type Draw, draw, type Lot, payout } from '../betting.ts';
import { nextSession, type Observation, type PlannedRequest } from '../planned.ts';
import type { Random } from '../random.ts';
import type { Verdict } from '../verdict.ts';
import { readCookie } from './cookie.ts';

/** A client that the cookie experiment has shown to stay, and the backend that it is at home on. */
export interface AtHome {
  readonly session: number;
  readonly home: string;
}

export function clientsAtHome(seen: readonly Observation[]): readonly AtHome[] {
  return readCookie(seen).holders.flatMap(({ session, home, stays }) =>
    home !== undefined && stays > 0 ? [{ session, home }] : [],
  );
}

/** The one cookie that holds a session, where it is one. */
export function holdingCookie(verdict: Verdict | undefined): string | undefined {
  return verdict?.kind === 'sticky-by-cookie' ? verdict.cookie : undefined;
}

/** Chance of a client that nothing holds, which every other is compared with. */
const control = 0.2;

/** Draws one of the clients, evenly over their homes, or one that nothing holds. */
export function drawClient(test: string, clients: readonly AtHome[], random: Random): Draw {
  const homes = [...new Set(clients.map(({ home }) => home))];
  const lots: Lot[] = [{ chance: control, trust: 0 }];
  for (const home of homes) {
    const there = clients.filter((client) => client.home === home);
    for (const { session } of there) {
      lots.push({ chance: (1 - control) / homes.length / there.length, session, home, trust: 0.999 });
    }
  }
  return draw(test, lots, random);
}

/** What bets on clients with a home that is known beforehand have come to. */
export interface Bets {
  /** What the bets have made of a stake of 1, as a power of ten. */
  readonly log10Odds: number;
  /** Answers from home. */
  readonly hits: number;
  /** Answers from elsewhere. */
  readonly misses: number;
  /**
   * Clients met other backends though their own were there, which answered somebody afterwards. Twice: a backend may go
   * away once and come back.
   */
  readonly strayed: boolean;
  /** Requests that got no answer to judge. */
  readonly failed: number;
}

/** So many answers from elsewhere, while their backends answer nobody, tell of backends that are gone. */
const mostMisses = 16;
/** So many bets, and those to come will not change much: all clients are where nearly everybody is sent. */
const mostBets = 200;

/** Nothing is to be gained by further bets. */
export function areSettled({ strayed, log10Odds, hits, misses }: Bets, wanted: number): boolean {
  return strayed || log10Odds >= wanted || misses >= mostMisses || hits + misses >= mostBets;
}

export interface BetRules {
  /** What a lot bets on, where that is not what the draw says. */
  readonly homeOf?: (lot: Lot, draw: Draw) => string | undefined;
  /** An observation of which the test can say something. Default: all. */
  readonly counts?: (observation: Observation) => boolean;
}

/** Reads one test's bets. */
export function readBets(
  test: string,
  seen: readonly Observation[],
  { homeOf = ({ home }) => home, counts = () => true }: BetRules = {},
): Bets {
  const shares = new Map<string, number>();
  const missed = new Set<string>();
  let returns = 0;
  let bets: Bets = { log10Odds: 0, hits: 0, misses: 0, strayed: false, failed: 0 };
  for (const observation of seen) {
    const { request, sample } = observation;
    const { backend } = sample;
    const drawn = request.draw?.test === test && counts(observation) ? betOn(request.draw, homeOf) : undefined;
    const fresh = request.experiment === 'fresh';
    if (backend === undefined) {
      if (drawn && !fresh) bets = { ...bets, failed: bets.failed + 1 };
      continue;
    }
    if (missed.delete(backend)) bets = { ...bets, strayed: ++returns > 1 };
    if (drawn) {
      bets = { ...bets, log10Odds: bets.log10Odds + Math.log10(payout(drawn, backend, shares)) };
      const home = drawn.lots[drawn.drawn]?.home;
      if (home === backend) bets = { ...bets, hits: bets.hits + 1 };
      else if (home !== undefined) {
        bets = { ...bets, misses: bets.misses + 1 };
        missed.add(home);
      }
    }
    if (fresh) shares.set(backend, (shares.get(backend) ?? 0) + 1);
  }
  return bets;
}

function betOn(drawn: Draw, homeOf: (lot: Lot, draw: Draw) => string | undefined): Draw {
  const lots = drawn.lots.map((lot) => {
    const { home: _, ...rest } = lot;
    const home = homeOf(lot, drawn);
    return home === undefined ? rest : { ...rest, home };
  });
  return { ...drawn, lots };
}

/** The clients of an experiment that make themselves at home where their first answer comes from. */
export function clientsOf(mine: readonly Observation[]): readonly AtHome[] {
  const homes = new Map<number, string>();
  for (const { sample } of mine) {
    if (sample.backend !== undefined && !homes.has(sample.session)) homes.set(sample.session, sample.backend);
  }
  return [...homes].map(([session, home]) => ({ session, home }));
}

/** The client that an experiment has sent this Cookie header as, or the next new one. */
export function sessionSending(
  text: string,
  seen: readonly Observation[],
  request: PlannedRequest['experiment'],
): number {
  const before = seen.find((one) => one.request.experiment === request && one.cookie === text);
  return before?.sample.session ?? nextSession(seen);
}
