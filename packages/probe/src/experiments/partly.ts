import { type AgainstHolding, againstHolding, answeredBy } from '../against-holding.ts';
import { type Draw, draw, type Lot, mean, onHistory, onHome, payout, type Shares } from '../betting.ts';
import { type HeldCookies, type Observation, onlyNames, type PlannedRequest } from '../planned.ts';
import { reading } from '../reading.ts';
import { provesConnection } from './connection.ts';
import { readCookie } from './cookie.ts';
import type { Experiment, PlanContext } from './experiment.ts';
import { freshRequest, spreads } from './fresh.ts';
import { provingHeader } from './header.ts';
import { moves, provesStays } from './stays.ts';
import { summary } from './summary.ts';
import { readUnscoped } from './unscoped.ts';

/** The most requests that are spent on telling a route that holds its clients in part from one that does not. */
const most = 1000;
/** Chance of a new client, and where it is to be found out whether all cookies lead to the same backend. */
const [opening, comparing] = [0.15, 0.3];

/**
 * Sessions moved, though they sent back their cookies. New clients were given cookies of several backends: these are sent
 * again and again, whatever answers set, until it is plain that they lead to their backends more often than chance would have
 * it, or that a good part of their requests does not.
 */
export const partly: Experiment = {
  name: 'partly',
  plan: planPartly,
  prove: (seen) => [
    {
      experiment: 'partly',
      title: 'the same cookies',
      stayed: false,
      finding: `${atHome(seen)} % of answers from the pod that gave the cookie`,
      ...summary('partly', seen),
      log10Odds: Math.max(0, readPartly(seen).log10Odds),
    },
  ],
};

interface Partly {
  readonly shares: Shares;
  /** How often each backend answered each client. */
  readonly met: ReadonlyMap<number, ReadonlyMap<string, number>>;
  readonly stakes: readonly number[];
  /** `log10` of the odds against answers that do not depend on the cookie. */
  readonly log10Odds: number;
  /** The odds against a route that honours a good part of the requests. */
  readonly against?: AgainstHolding;
  /** The same, `log10`, as they were when each backend answered last; the one that answered longest ago is first. */
  readonly asOf: ReadonlyMap<string, number>;
  /** Bets. */
  readonly drawn: number;
  /** Answers to cookies. */
  readonly answers: number;
  /** Of these from the backend that gave the cookie. */
  readonly home: number;
}

const weights = [0.25, 0.25, 0.25, 0.25];

export const readPartly = reading<Partly>(
  {
    shares: new Map(),
    met: new Map(),
    stakes: weights.map(() => 0),
    log10Odds: 0,
    asOf: new Map(),
    drawn: 0,
    answers: 0,
    home: 0,
  },
  (before, { request, sample, sent }) => {
    const { backend, session } = sample;
    if (backend === undefined) return before;
    const ended = onlyNames(request.cookies)?.some((name) => !sent.includes(name)) ?? false;
    const mine = request.draw?.test === 'partly' && !ended ? request.draw : undefined;
    const told = { ...before, ...against(before, backend, mine) };
    if (request.experiment !== 'fresh' && request.experiment !== 'partly') return told;
    const shares = add(told.shares, backend);
    const met = new Map(told.met).set(session, add(told.met.get(session) ?? new Map(), backend));
    const chosen = mine?.lots[mine.drawn];
    if (mine === undefined || chosen === undefined) return { ...told, shares, met };
    const bets = [onHome(0.9), onHome(0.5), onHome(0.3), onHistory((of) => told.met.get(of))];
    const stakes = bets.map(
      (bet, index) => (told.stakes[index] ?? 0) + Math.log10(payout(mine, backend, told.shares, bet)),
    );
    const isKnown = chosen.session !== undefined;
    return {
      ...told,
      shares,
      met,
      stakes,
      log10Odds: mean(stakes, weights),
      drawn: told.drawn + 1,
      answers: told.answers + (isKnown ? 1 : 0),
      home: told.home + (isKnown && chosen.home === backend ? 1 : 0),
    };
  },
);

/**
 * A backend that has gone holds nobody, which proves nothing. So the odds stand as they were when the backend answered last
 * that has been silent for longest: until then all were there.
 */
function against({ against: told, asOf }: Partly, backend: string, mine: Draw | undefined) {
  const known = told ?? (mine && mine.lots.length > 1 ? againstHolding([...asOf.keys()]) : undefined);
  const now = known && answeredBy(known, backend, mine);
  const others = [...asOf].filter(([other]) => other !== backend);
  return { asOf: new Map([...others, [backend, now?.log10Odds ?? 0]]), ...(now && { against: now }) };
}

/** What bets on held sessions have at least lost, as a power of ten, before it is said that none is held. */
const lostBets = -2;

/**
 * No good part of the requests is held. A cookie may lead elsewhere than to the backend that gave it: until it is plain that
 * answers do not depend on the session either, those from elsewhere are no proof.
 */
export function refutesHolding(told: Partly, asked: number): boolean {
  return oddsAgainstHolding(told) >= asked && told.log10Odds < lostBets;
}

/** `log10` of the odds against a route that honours a good part of the requests. */
export function oddsAgainstHolding({ asOf }: Partly): number {
  const [odds = 0] = asOf.values();
  return odds;
}

function planPartly(seen: readonly Observation[], context: PlanContext): PlannedRequest | undefined {
  const { log10Odds, held, random } = context;
  if (!spreads(seen) || !moves(readCookie(seen)) || provesConnection(seen, log10Odds)) return undefined;
  if (provingHeader(seen, log10Odds) || provesStays(readUnscoped(seen), log10Odds)) return undefined;
  const told = readPartly(seen);
  if (told.log10Odds >= log10Odds || refutesHolding(told, log10Odds) || told.drawn >= most) return undefined;
  const known = lotsOf(seen, held);
  const lots = new Set(known.map(({ home }) => home)).size < 2 ? [] : known;
  const open = told.against?.sameForAll ? comparing : opening;
  const rest = lots.reduce((sum, { chance }) => sum + chance, 0);
  const anybody: Lot = { chance: lots.length === 0 ? 1 : (rest * open) / (1 - open), trust: 0 };
  const drawn = draw('partly', [anybody, ...lots], random);
  const session = drawn.lots[drawn.drawn]?.session;
  if (session === undefined) return { ...freshRequest(seen), draw: drawn };
  return { experiment: 'partly', session, connection: 'new', cookies: held(session), draw: drawn };
}

/** The fewer there are, the sooner it is learnt whom the cookies of each lead to. */
const clients = 4;
/** How much of the requests the newest client gets. */
const newest = 0.05;

/**
 * The clients that were given cookies first, of as many backends as there are; and the newest one, since a router that forgets
 * clients knows that one still.
 */
function lotsOf(seen: readonly Observation[], held: HeldCookies): readonly Lot[] {
  const { begun, holders } = readCookie(seen);
  const asked = new Set(holders.map(({ session }) => session));
  const given = begun.filter(({ session }) => !asked.has(session) && held(session).length > 0);
  const byGiver = [...Map.groupBy(given, ({ home }) => home).values()];
  const turns = Array.from({ length: clients }, (_, turn) => byGiver.flatMap((there) => there[turn] ?? []));
  const inTurn = turns.flat().slice(0, clients);
  const givers = new Set(inTurn.map(({ home }) => home)).size;
  const last = given.at(-1);
  const isKnown = last === undefined || inTurn.includes(last);
  const rest = 1 - (isKnown ? 0 : newest);
  const lots = inTurn.map(({ session, home = '' }) => {
    const there = inTurn.filter((other) => other.home === home).length;
    return { chance: rest / givers / there, session, home, trust: 0.999 };
  });
  // Nothing is bet against it: it is another one each time.
  return isKnown ? lots : [...lots, { chance: newest, session: last.session, home: last.home ?? '', trust: 0.9 }];
}

/** Percent of the answers to a cookie that came from the backend that gave it. */
export function atHome(seen: readonly Observation[]): number {
  const { home, answers } = readPartly(seen);
  return Math.round((100 * home) / Math.max(1, answers));
}

function add(counts: ReadonlyMap<string, number>, backend: string): ReadonlyMap<string, number> {
  return new Map(counts).set(backend, (counts.get(backend) ?? 0) + 1);
}
