import { type Draw, draw, type Lot, payout } from '../betting.ts';
import type { HeldCookies, Observation } from '../planned.ts';
import type { Random } from '../random.ts';

/** A client that something may hold on its backend. */
export interface Holder {
  readonly session: number;
  /** Who answered it last; absent before its first answer and after a failure, when a move would be no wonder. */
  readonly home?: string;
  /** Names of the cookies that went along when `home` answered. */
  readonly sent: readonly string[];
  /** The connection on which `home` answered. */
  readonly connection: number;
  readonly requests: number;
  /** Answers from home that had to come from there if anything holds this client. */
  readonly stays: number;
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
  /** Answers to clients that nothing holds. */
  readonly shares: ReadonlyMap<string, number>;
  /** What the bets have made of a stake of 1, as a power of ten. */
  readonly log10Odds: number;
  readonly move?: Move;
  /** Clients whose second backend came with their first cookie: only what they stored on the first is lost. */
  readonly rebound: number;
  /** Kept connections that were in fact new ones. */
  readonly redialled: number;
}

const nothing: Stays = { holders: [], shares: new Map(), log10Odds: 0, rebound: 0, redialled: 0 };

/** Reads one test's stays and moves from all that was seen. `homes` are known from an experiment before. */
export function readStays(test: string, seen: readonly Observation[], homes: readonly Holder[] = []): Stays {
  return seen.reduce((stays, observation) => advance(test, stays, observation), { ...nothing, holders: homes });
}

function advance(test: string, stays: Stays, { request, sample, sent }: Observation): Stays {
  const mine = request.draw?.test === test ? request.draw : undefined;
  const { backend } = sample;
  if (request.experiment === 'fresh') {
    if (backend === undefined) return stays;
    return { ...stays, log10Odds: stays.log10Odds + gain(mine, backend, stays), shares: add(stays.shares, backend) };
  }
  if (mine === undefined) return stays;

  const before = stays.holders.find((holder) => holder.session === sample.session);
  const requests = (before?.requests ?? 0) + 1;
  const keep = (holder: Holder, change: Partial<Stays> = {}): Stays => ({
    ...stays,
    ...change,
    holders: before ? stays.holders.map((one) => (one === before ? holder : one)) : [...stays.holders, holder],
  });
  const lasting = { session: sample.session, sent, connection: sample.connection, requests, stays: before?.stays ?? 0 };
  if (backend === undefined) return keep(lasting);

  const sameConnection = request.connection === 'new' || before?.connection === sample.connection;
  const lostCookie = before?.sent.some((name) => !sent.includes(name)) ?? false;
  const gotCookie = before?.home !== undefined && sent.some((name) => !before.sent.includes(name));
  const redialled = stays.redialled + (before !== undefined && !sameConnection ? 1 : 0);
  const unheld = before?.home === undefined || lostCookie || !sameConnection;

  const holder: Holder = { ...lasting, home: backend };
  const won = gain(mine, backend, stays);
  if (unheld) {
    // What was to hold the client was gone before the answer came: such a bet may lose, and must not win.
    const log10Odds = stays.log10Odds + (mine.lots[mine.drawn]?.home === undefined ? won : Math.min(0, won));
    return keep(holder, { log10Odds, redialled, shares: add(stays.shares, backend) });
  }
  const log10Odds = stays.log10Odds + won;
  if (before.home === backend) {
    return keep({ ...holder, stays: holder.stays + 1 }, { log10Odds, redialled });
  }
  if (gotCookie) return keep(holder, { log10Odds, redialled, rebound: stays.rebound + 1 });
  const move: Move = { session: sample.session, from: before.home ?? '', to: backend, request: requests };
  return keep(holder, { log10Odds, redialled, ...(stays.move ? {} : { move }) });
}

function gain(mine: Draw | undefined, backend: string, stays: Stays): number {
  return mine === undefined ? 0 : Math.log10(payout(mine, backend, stays.shares));
}

function add(shares: ReadonlyMap<string, number>, backend: string): ReadonlyMap<string, number> {
  return new Map(shares).set(backend, (shares.get(backend) ?? 0) + 1);
}

/** The backends that clients stayed on: while it is only one, a route that sends all of them there looks the same. */
export function homesOf(stays: Stays): readonly string[] {
  return [...new Set(testedOf(stays).flatMap(({ home }) => home ?? []))];
}

/** The clients that have shown that they stay. */
export function testedOf(stays: Stays): readonly Holder[] {
  return stays.holders.filter((holder) => holder.stays > 0);
}

/** Chances of a client that nothing holds, and of a new client. */
const control = 0.2;
const opening = 0.3;
/** Chance of a new client while all clients are on one backend, which tells little: another one has to be found. */
const searching = 0.4;

interface DrawRules {
  readonly test: string;
  /** Number for the next new client; absent when no client may be added. */
  readonly next?: number;
  /** How many clients are wanted. More are added, up to `most`, while all of them are on one backend. */
  readonly wanted: number;
  readonly most: number;
  readonly held: HeldCookies;
  readonly random: Random;
}

/**
 * Draws who asks next: mostly clients already at home, evenly over the backends (the answer then tells most), sometimes
 * one that nothing holds, and a new client now and then until there are enough. The first clients have to stay before
 * others follow, so that a route that holds nobody is found out with few requests.
 */
export function drawNext(stays: Stays, { test, next, wanted, most, held, random }: DrawRules): Draw {
  const { holders } = stays;
  const homes = [...new Set(holders.map((holder) => holder.home))];
  const stayed = holders.reduce((sum, holder) => sum + holder.stays, 0);
  const search = stayed >= 4 && homes.length < 2;
  const wants = search || (holders.length < wanted && holders.length <= Math.floor(stayed / 2));
  const lots: Lot[] = [{ chance: control, trust: 0 }];
  if (next !== undefined && wants && holders.length < most) {
    const chance = holders.length === 0 ? 1 - control : search ? searching : opening;
    lots.push({ chance, session: next, trust: 0 });
  }
  const rest = 1 - lots.reduce((sum, lot) => sum + lot.chance, 0);
  for (const home of homes) {
    const there = holders.filter((holder) => holder.home === home);
    const fewest = Math.min(...there.map((holder) => holder.stays));
    const least = search ? there : there.filter((holder) => holder.stays === fewest);
    for (const holder of least) lots.push(lotOf(holder, rest / homes.length / least.length, held));
  }
  return draw(test, lots, random);
}

function lotOf({ session, home, sent }: Holder, chance: number, held: HeldCookies): Lot {
  const holds = held(session);
  const ended = sent.some((name) => !holds.includes(name));
  if (home === undefined || ended) return { chance, session, trust: 0 };
  const newCookie = holds.some((name) => !sent.includes(name));
  return { chance, session, home, trust: newCookie ? 0.9 : 0.999 };
}
