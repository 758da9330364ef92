import { type Draw, draw, type Lot, mean, onHistory, onHome, payout, type Shares } from '../betting.ts';
import { type Observation, onlyNames, type PlannedRequest } from '../planned.ts';
import { reading } from '../reading.ts';
import { provesConnection } from './connection.ts';
import { readCookie } from './cookie.ts';
import type { Experiment, PlanContext } from './experiment.ts';
import { freshRequest, spreads } from './fresh.ts';
import { provingHeader } from './header.ts';
import { afterAnswer, nothingRefuted, oddsAgainstHolding, type Refutation } from './refutation.ts';
import { type Holder, moves, provesStays } from './stays.ts';
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
  /** How often each backend answered each client that was drawn, its first answer included. */
  readonly met: ReadonlyMap<number, ReadonlyMap<string, number>>;
  readonly stakes: readonly number[];
  /** `log10` of the odds against answers that do not depend on the cookie. */
  readonly log10Odds: number;
  /** The bets against a route that honours a good part of the requests. */
  readonly refutation: Refutation;
  /** Who answered each client to its cookies, which were the same each time. */
  readonly tried: ReadonlyMap<number, ReadonlySet<string>>;
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
    refutation: nothingRefuted,
    tried: new Map(),
    drawn: 0,
    answers: 0,
    home: 0,
  },
  (before, { request, sample, sent }) => {
    const { backend, session } = sample;
    if (backend === undefined) return before;
    const ended = onlyNames(request.cookies)?.some((name) => !sent.includes(name)) ?? false;
    const mine = request.draw?.test === 'partly' && !ended ? request.draw : undefined;
    const told = { ...before, refutation: afterAnswer(before.refutation, backend, session, mine) };
    if (request.experiment !== 'fresh' && request.experiment !== 'partly') return told;
    const shares = add(told.shares, backend);
    const chosen = mine?.lots[mine.drawn];
    if (mine === undefined || chosen === undefined) return { ...told, shares };
    const metBy = (client: number) => told.met.get(client) ?? firstAnswerTo(client, mine);
    const bets = [onHome(0.9), onHome(0.5), onHome(0.3), onHistory(metBy)];
    const stakes = bets.map(
      (bet, index) => (told.stakes[index] ?? 0) + Math.log10(payout(mine, backend, told.shares, bet)),
    );
    const isKnown = chosen.session !== undefined;
    const met = add(metBy(session) ?? new Map(), backend);
    const answered = new Set(told.tried.get(session)).add(backend);
    return {
      ...told,
      shares,
      met: isKnown ? new Map(told.met).set(session, met) : told.met,
      stakes,
      tried: isKnown ? new Map(told.tried).set(session, answered) : told.tried,
      log10Odds: mean(stakes, weights),
      drawn: told.drawn + 1,
      answers: told.answers + (isKnown ? 1 : 0),
      home: told.home + (isKnown && chosen.home === backend ? 1 : 0),
    };
  },
);

function firstAnswerTo(client: number, { lots }: Draw): ReadonlyMap<string, number> | undefined {
  const home = lots.find(({ session }) => session === client)?.home;
  return home === undefined ? undefined : new Map([[home, 1]]);
}

/** What bets on held sessions have at least lost, as a power of ten, before it is said that none is held. */
const lostBets = -2;

/** The smallest part of clients that a route holds always of which it can be told that it does not. */
const leastClients = 0.5;

/**
 * No good part of the requests is held, neither of each client nor of some clients alone. A cookie may lead elsewhere than to the
 * backend that gave it: until it is plain that answers do not depend on the session either, those from elsewhere are no proof.
 */
export function refutesHolding(told: Partly, asked: number): boolean {
  return oddsAgainst(told) >= asked && told.log10Odds < lostBets;
}

/**
 * `log10` of the odds against a route that holds a good part of all clients' requests, or a good part of the clients.
 */
export function oddsAgainst(told: Partly): number {
  return Math.min(oddsAgainstHolding(told.refutation), oddsAgainstSome(told));
}

/** Each client that came and has moved is one that a route which holds a part of them did not hold by chance. */
function oddsAgainstSome({ tried, refutation }: Partly): number {
  const clients = [...tried].filter(([session]) => session > refutation.forgotten);
  const stayed = clients.filter(([, backends]) => backends.size < 2).length;
  // One client is being tried: it had no time to move yet.
  return stayed > 1 ? 0 : -(clients.length - stayed) * Math.log10(1 - leastClients);
}

function planPartly(seen: readonly Observation[], context: PlanContext): PlannedRequest | undefined {
  const { log10Odds, held, random } = context;
  if (!spreads(seen) || !moves(readCookie(seen)) || provesConnection(seen, log10Odds)) return undefined;
  if (provingHeader(seen, log10Odds) || provesStays(readUnscoped(seen), log10Odds)) return undefined;
  const told = readPartly(seen);
  if (told.log10Odds >= log10Odds || refutesHolding(told, log10Odds) || told.drawn >= most) return undefined;
  const { living, restarts, against } = told.refutation;
  if (restarts > 0 && living.size < 2) return undefined;
  const known = lotsOf(seen, context, told);
  const lots = new Set(known.map(({ home }) => home)).size < 2 ? [] : known;
  const open = against?.sameForAll ? comparing : opening;
  const rest = lots.reduce((sum, { chance }) => sum + chance, 0);
  const anybody: Lot = { chance: lots.length === 0 ? 1 : (rest * open) / (1 - open), trust: 0 };
  const drawn = draw('partly', [anybody, ...lots], random);
  const session = drawn.lots[drawn.drawn]?.session;
  if (session === undefined) return { ...freshRequest(seen), draw: drawn };
  return { experiment: 'partly', session, connection: 'new', cookies: held(session), draw: drawn };
}

/** Clients that are asked again and again: the fewer there are, the sooner it is learnt whom the cookies of each lead to. */
const clients = 4;
/** How much of the requests a further one gets, until it has moved: while fewer of them are tried than it takes, and else. */
const [urgent, further] = [0.6, 0.1];

/**
 * The clients that were given cookies first, of as many backends as there are; and one after the other of those that came later,
 * since a route may hold some clients alone, or those alone that it has not forgotten.
 */
function lotsOf(seen: readonly Observation[], { held, log10Odds }: PlanContext, told: Partly): readonly Lot[] {
  const { tried, refutation } = told;
  const { begun, holders } = readCookie(seen);
  const asked = new Set(holders.map(({ session }) => session));
  const given = begun.filter(({ session }) => session > refutation.forgotten && !asked.has(session));
  const holds = ({ session }: Holder) => held(session).length > 0;
  const byGiver = [...Map.groupBy(given, ({ home }) => home).values()].map((there) => firstOf(there, holds));
  const turns = Array.from({ length: clients }, (_, turn) => byGiver.flatMap((there) => there[turn] ?? []));
  const inTurn = turns.flat().slice(0, clients);
  const givers = new Set(inTurn.map(({ home }) => home)).size;
  const isFurther = (client: Holder) => !inTurn.includes(client) && holds(client);
  const trying = given.find((client) => tried.get(client.session)?.size === 1 && isFurther(client));
  const next = trying ?? given.findLast(isFurther);
  const enough = oddsAgainstSome(told);
  const chance = enough >= log10Odds ? 0 : enough < oddsAgainstHolding(refutation) ? urgent : further;
  const rest = 1 - (next === undefined ? 0 : chance);
  const lots = inTurn.map(({ session, home = '' }) => {
    const there = inTurn.filter((other) => other.home === home).length;
    return { chance: rest / givers / there, session, home, trust: 0.999 };
  });
  // Nothing is bet against it: it is soon another one.
  return next && chance > 0 ? [...lots, { chance, session: next.session, home: next.home ?? '', trust: 0.9 }] : lots;
}

/** As many of them as are asked again and again. */
function firstOf(all: readonly Holder[], wanted: (client: Holder) => boolean): readonly Holder[] {
  const first: Holder[] = [];
  for (const client of all) {
    if (first.length === clients) break;
    if (wanted(client)) first.push(client);
  }
  return first;
}

/** Percent of the answers to a cookie that came from the backend that gave it. */
export function atHome(seen: readonly Observation[]): number {
  const { home, answers } = readPartly(seen);
  return Math.round((100 * home) / Math.max(1, answers));
}

function add(counts: ReadonlyMap<string, number>, backend: string): ReadonlyMap<string, number> {
  return new Map(counts).set(backend, (counts.get(backend) ?? 0) + 1);
}
