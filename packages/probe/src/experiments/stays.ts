import { type Draw, mean, onHome, payout, type Shares } from '../betting.ts';
import type { Observation } from '../planned.ts';
import { reading } from '../reading.ts';

/** A client that something may hold on its backend. */
export interface Holder {
  readonly session: number;
  /** Who answered it last; absent before its first answer and after a failure, when a move would be no wonder. */
  readonly home?: string;
  /** Names of the cookies and header fields that went along when `home` answered. */
  readonly sent: readonly string[];
  /** The connection on which `home` answered. */
  readonly connection: number;
  readonly requests: number;
  /** Answers from home that had to come from there if anything holds this client. */
  readonly stays: number;
  /** The backend that it moved away from: while that one is gone, the client may go anywhere. */
  readonly left?: string;
  /** The answer from elsewhere that it got last set its cookies anew: these may lead to a third backend. */
  readonly bound?: true;
}

/** One client met two backends, though nothing that it may be known by had changed and no request had failed. */
export interface Move {
  readonly session: number;
  readonly from: string;
  readonly to: string;
  /** The client's how-manieth request met the second backend. */
  readonly request: number;
}

/** What a stay test has seen so far. */
export interface Stays {
  readonly holders: readonly Holder[];
  /** New clients that another experiment met, and that this test may go on with. */
  readonly begun: readonly Holder[];
  /** Answers to clients that nothing holds. */
  readonly shares: Shares;
  /** What each bettor has made of a stake of 1, as powers of ten. */
  readonly stakes: readonly number[];
  /** Their mean: `log10` of the odds against an answer that does not depend on who asks. */
  readonly log10Odds: number;
  /** The first move. */
  readonly move?: Move;
  readonly moves: number;
  /** Stays since the last move. */
  readonly sinceMove: number;
  /** Backends that clients moved away from and that have answered nobody since: they may have gone. */
  readonly away: ReadonlySet<string>;
  /** How often such a backend was back. One that went away for a while explains one time, whoever moved meanwhile. */
  readonly back: number;
  /** Clients that met another backend with a cookie that they had just been set: only what they stored on the first is lost. */
  readonly rebound: number;
  /** Kept connections that were in fact new ones. */
  readonly redialled: number;
  /** Who gave the last answer, of all that were seen, and how many in a row. */
  readonly latest: { readonly backend?: string; readonly inARow: number };
}

/** Several bettors share the stake: who trusts most wins most while all stay, the others lose less on a move. */
const bettors = [
  { weight: 0.8, bet: onHome(1) },
  { weight: 0.1, bet: onHome(0.9) },
  { weight: 0.1, bet: onHome(0.5) },
];
const weights = bettors.map(({ weight }) => weight);

const nothing: Stays = {
  holders: [],
  begun: [],
  shares: new Map(),
  stakes: bettors.map(() => 0),
  log10Odds: 0,
  moves: 0,
  sinceMove: 0,
  away: new Set(),
  back: 0,
  rebound: 0,
  redialled: 0,
  latest: { inARow: 0 },
};

/** The most new clients of other experiments that a test remembers for each backend: so many of the first, and the last. */
const mostBegun = 64;
const firstBegun = 16;

/** Reads a test's stays and moves from all that was seen, over all the draws that carry one of its names. */
export function readingOf(...tests: readonly string[]): (seen: readonly Observation[]) => Stays {
  return reading(nothing, (stays, observation) => advance(tests, stays, observation));
}

/** Reads the stays and moves of these tests' draws. `homes` are known from an experiment before. */
export function readStays(
  tests: readonly string[],
  seen: readonly Observation[],
  homes: readonly Holder[] = [],
): Stays {
  return seen.reduce((stays, observation) => advance(tests, stays, observation), { ...nothing, holders: homes });
}

function advance(tests: readonly string[], told: Stays, observation: Observation): Stays {
  const { request, sample } = observation;
  const mine = request.draw && tests.includes(request.draw.test) ? request.draw : undefined;
  const { backend } = sample;
  const stays = backend === undefined ? told : answered(told, backend);
  if (request.experiment === 'fresh') {
    if (backend === undefined) return stays;
    return { ...bet(stays, mine, backend), shares: add(stays.shares, backend), begun: begin(stays, observation) };
  }
  return mine === undefined ? stays : asked(stays, mine, observation);
}

/** A client of this test was asked. */
function asked(stays: Stays, mine: Draw, { request, sample, sent }: Observation): Stays {
  const { backend, session, connection } = sample;
  const known = stays.holders.find((holder) => holder.session === session);
  const before = known ?? stays.begun.find((holder) => holder.session === session);
  const keep = (holder: Holder, on: Stays): Stays => ({
    ...on,
    holders: known ? on.holders.map((one) => (one === known ? holder : one)) : [...on.holders, holder],
  });
  const carried = request.experiment === 'header' ? [...sent, ...(request.fields ?? []).map(([name]) => name)] : sent;
  const lasting = {
    session,
    sent: carried,
    connection,
    requests: (before?.requests ?? 0) + 1,
    stays: before?.stays ?? 0,
    ...(before?.left !== undefined && stays.away.has(before.left) ? { left: before.left } : {}),
  };
  if (backend === undefined) return keep(lasting, stays);

  const sameConnection = request.connection === 'new' || before?.connection === connection;
  const jarless = carried.length === 0 && (request.cookies === 'jar' || request.cookies === 'unscoped');
  const lost = jarless || (before?.sent.some((name) => !carried.includes(name)) ?? false);
  const gained = before?.home !== undefined && carried.some((name) => !before.sent.includes(name));
  const rebound = before?.bound === true && before.home !== backend;
  const redialled = stays.redialled + (before !== undefined && !sameConnection ? 1 : 0);
  const binds = before?.home !== backend && !rebound && sample.cookiesSet.some(({ name }) => carried.includes(name));
  const holder: Holder = { ...lasting, home: backend, ...(binds ? { bound: true } : {}) };
  if (before?.home === undefined || lost || !sameConnection) {
    // What was to hold the client was gone before the answer came: such a bet may lose, and must not win.
    const mayWin = mine.lots[mine.drawn]?.home === undefined;
    return keep(holder, { ...bet(stays, mine, backend, mayWin), redialled, shares: add(stays.shares, backend) });
  }
  const after = { ...bet(stays, mine, backend), redialled };
  if (before.home === backend) return keep({ ...holder, stays: holder.stays + 1 }, stayed(after));
  if (gained || rebound) return keep(holder, { ...after, rebound: stays.rebound + 1 });
  if (lasting.left !== undefined) return keep(holder, after);
  return keep(
    { ...holder, left: before.home },
    moved(after, { session, from: before.home, to: backend, request: lasting.requests }),
  );
}

function stayed(stays: Stays): Stays {
  return {
    ...stays,
    sinceMove: stays.sinceMove + 1,
  };
}

function moved(stays: Stays, move: Move): Stays {
  return {
    ...stays,
    move: stays.move ?? move,
    moves: stays.moves + 1,
    sinceMove: 0,
    away: new Set(stays.away).add(move.from),
  };
}

function answered(told: Stays, backend: string): Stays {
  const inARow = told.latest.backend === backend ? told.latest.inARow + 1 : 1;
  const stays = { ...told, latest: { backend, inARow } };
  if (!stays.away.has(backend)) return stays;
  const away = new Set(stays.away);
  away.delete(backend);
  return { ...stays, away, back: stays.back + 1 };
}

function bet(stays: Stays, mine: Draw | undefined, backend: string, mayWin = true): Stays {
  if (mine === undefined) return stays;
  const stakes = stays.stakes.map((stake, index) => {
    const won = Math.log10(payout(mine, backend, stays.shares, bettors[index]?.bet));
    return stake + (mayWin ? won : Math.min(0, won));
  });
  return { ...stays, stakes, log10Odds: mean(stakes, weights) };
}

/** A new client is remembered as one that a test may go on with. */
function begin(stays: Stays, { request, sample, sent }: Observation): readonly Holder[] {
  const { backend: home, session, connection } = sample;
  if (home === undefined || request.cookies !== 'jar') return stays.begun;
  const there = stays.begun.filter((holder) => holder.home === home);
  const kept = there.length < mostBegun ? stays.begun : stays.begun.filter((holder) => holder !== there[firstBegun]);
  return [...kept, { session, home, sent, connection, requests: 1, stays: 0 }];
}

function add(counts: ReadonlyMap<string, number>, backend: string): ReadonlyMap<string, number> {
  return new Map(counts).set(backend, (counts.get(backend) ?? 0) + 1);
}

/** The backends that clients stayed on: while it is only one, a route that sends all of them there looks the same. */
export function homesOf(stays: Stays): readonly string[] {
  return [...new Set(testedOf(stays).flatMap(({ home }) => home ?? []))];
}

/** The clients that have shown that they stay. */
export function testedOf(stays: Stays): readonly Holder[] {
  return stays.holders.filter((holder) => holder.stays > 0);
}

/**
 * Clients move though no backend was away: one that was gone for a while, or one request that was lost on its way, explains
 * that clients moved once, but not that they did so twice.
 */
export function moves({ back }: Stays): boolean {
  return back > 1;
}

/** So many stays after a move, and it is taken for the exception. */
const staysAfterLoss = { gone: 40, back: 100 };

/** These clients are held on their backends, of which there are several, with the odds asked for. */
export function provesStays(stays: Stays, log10Odds: number): boolean {
  const settled = stays.moves === 0 || stays.sinceMove >= (stays.back > 0 ? staysAfterLoss.back : staysAfterLoss.gone);
  return settled && !moves(stays) && stays.log10Odds >= log10Odds && homesOf(stays).length > 1;
}
