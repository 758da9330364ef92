import { againstHolding, draw, type Lot, mean, onHistory, onHome, payout, type Shares } from '../betting.ts';
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
/** The most backends whose cookies are sent. */
const mostHomes = 6;
/** Chance of a new client to each known one, while there are backends of which no cookie is known, and else. */
const [searching, rarely] = [0.25, 0.15];

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
  /** `log10` of the odds against a route that honours a good part of the requests. */
  readonly againstHolding: number;
  readonly answers: number;
  /** Answers from the backend that gave the cookie. */
  readonly home: number;
}

const weights = [0.25, 0.25, 0.25, 0.25];

export const readPartly = reading<Partly>(
  {
    shares: new Map(),
    met: new Map(),
    stakes: weights.map(() => 0),
    log10Odds: 0,
    againstHolding: 0,
    answers: 0,
    home: 0,
  },
  (told, { request, sample, sent }) => {
    const { backend, session } = sample;
    if (backend === undefined || !(request.experiment === 'fresh' || request.experiment === 'partly')) return told;
    const shares = add(told.shares, backend);
    const met = new Map(told.met).set(session, add(told.met.get(session) ?? new Map(), backend));
    const mine = request.experiment === 'partly' ? request.draw : undefined;
    const chosen = mine?.lots[mine.drawn];
    const ended = onlyNames(request.cookies)?.some((name) => !sent.includes(name)) ?? false;
    if (mine === undefined || chosen === undefined || ended) return { ...told, shares, met };
    const bets = [onHome(0.9), onHome(0.5), onHome(0.3), onHistory((of) => told.met.get(of))];
    const stakes = bets.map(
      (bet, index) => (told.stakes[index] ?? 0) + Math.log10(payout(mine, backend, told.shares, bet)),
    );
    return {
      shares,
      met,
      stakes,
      log10Odds: mean(stakes, weights),
      againstHolding: told.againstHolding + Math.log10(againstHolding(mine, backend)),
      answers: told.answers + 1,
      home: told.home + (chosen.home === backend ? 1 : 0),
    };
  },
);

/** What bets on held sessions have at least lost, as a power of ten, before it is said that none is held. */
const lostBets = -2;

/**
 * No good part of the requests is held. A cookie may lead elsewhere than to the backend that gave it: until it is plain that
 * answers do not depend on the session either, those from elsewhere are no proof.
 */
export function refutesHolding({ log10Odds, againstHolding }: Partly, asked: number): boolean {
  return againstHolding >= asked && log10Odds < lostBets;
}

function planPartly(seen: readonly Observation[], context: PlanContext): PlannedRequest | undefined {
  const { log10Odds, held, random } = context;
  if (!spreads(seen) || !moves(readCookie(seen)) || provesConnection(seen, log10Odds)) return undefined;
  if (provingHeader(seen, log10Odds) || provesStays(readUnscoped(seen), log10Odds)) return undefined;
  const told = readPartly(seen);
  if (told.log10Odds >= log10Odds || refutesHolding(told, log10Odds) || told.answers >= most) return undefined;
  const lots = lotsOf(seen, held);
  const homes = new Set(lots.map(({ home }) => home)).size;
  const missing = homes < Math.min(mostHomes, told.shares.size);
  const opening: Lot = { chance: (missing ? searching : rarely) * homes, trust: 0 };
  const drawn = draw('partly', homes < 2 ? [{ chance: 1, trust: 0 }] : [opening, ...lots], random);
  const session = drawn.lots[drawn.drawn]?.session;
  if (session === undefined) return { ...freshRequest(seen), draw: drawn };
  return { experiment: 'partly', session, connection: 'new', cookies: held(session), draw: drawn };
}

/** Cookies may lead elsewhere than to the backend that gave them: of so few, all could lead to one. */
const firstClients = 3;

/**
 * Of each backend the clients that were given cookies first and last: of those it is learnt best whom their cookies lead to, and
 * the other's is known still to a router that forgets them.
 */
function lotsOf(seen: readonly Observation[], held: HeldCookies): readonly Lot[] {
  const { begun, holders } = readCookie(seen);
  const asked = new Set(holders.map(({ session }) => session));
  const clients = begun.filter(({ session }) => !asked.has(session) && held(session).length > 0);
  const homes = [...Map.groupBy(clients, ({ home }) => home).values()].slice(0, mostHomes);
  return homes.flatMap((there) => {
    const chosen = there.filter((client, index) => index < firstClients || client === there.at(-1));
    return chosen.map(({ session, home }) => ({
      chance: 1 / chosen.length,
      session,
      trust: 0.999,
      ...(home === undefined ? {} : { home }),
    }));
  });
}

/** Percent of the answers to a cookie that came from the backend that gave it. */
export function atHome(seen: readonly Observation[]): number {
  const { home, answers } = readPartly(seen);
  return Math.round((100 * home) / Math.max(1, answers));
}

function add(counts: ReadonlyMap<string, number>, backend: string): ReadonlyMap<string, number> {
  return new Map(counts).set(backend, (counts.get(backend) ?? 0) + 1);
}
