import { type Draw, draw, type Lot } from '../betting.ts';
import type { HeldCookies } from '../planned.ts';
import type { Random } from '../random.ts';
import { type Holder, homesOf, type Stays } from './stays.ts';

/** Chance of a new client, which nothing holds yet, where it is to be compared with the others. */
export const opening = 0.2;
/** Chance of a new client while all clients are on one backend, which tells little: another one has to be found. */
const searching = 0.5;
/** The most clients of one backend that are asked in turn. */
const mostAtHome = 6;
/** So many answers in a row from the same backend, and no other one is looked for. */
const mostSearched = 500;

export interface DrawRules {
  readonly test: string;
  /** A new client may be drawn, with this chance unless another backend has to be found. */
  readonly open: false | number;
  /** How many of the clients that others met are to be gone on with. */
  readonly wanted: number;
  readonly held: HeldCookies;
  readonly random: Random;
}

/**
 * Draws who asks next: mostly clients already at home, evenly over the backends (the answer then tells most), and now and
 * then a new one. The first clients have to stay before others follow, so that a route that holds nobody is found out with
 * few requests. A lot without a session is a new client.
 */
export function drawNext(stays: Stays, { test, open, wanted, held, random }: DrawRules): Draw {
  const asked = clientsToAsk(stays, wanted);
  const homes = [...new Set(asked.map((holder) => holder.home))];
  const searches = homes.length < 2 && asked.reduce((sum, holder) => sum + holder.stays, 0) >= 4;
  const lots: Lot[] = open ? [{ chance: asked.length === 0 ? 1 : searches ? searching : open, trust: 0 }] : [];
  const rest = 1 - (lots[0]?.chance ?? 0);
  for (const home of homes) {
    const there = asked.filter((holder) => holder.home === home).slice(-mostAtHome);
    const fewest = Math.min(...there.map((holder) => holder.stays));
    const least = searches ? there : there.filter((holder) => holder.stays === fewest);
    for (const holder of least) lots.push(lotOf(holder, rest / homes.length / least.length, held, stays.away));
  }
  return draw(test, lots, random);
}

/** The clients of the test, and of those that others met the first of the backends that have the fewest. */
function clientsToAsk(stays: Stays, wanted: number): readonly Holder[] {
  const asked = [...stays.holders];
  const enough = Math.min(wanted, Math.max(2, Math.floor(asked.reduce((sum, holder) => sum + holder.stays, 0) / 2)));
  const there = (home: string | undefined) => asked.filter((holder) => holder.home === home).length;
  const waiting = stays.begun.filter(({ session }) => !asked.some((holder) => holder.session === session));
  while (waiting.length > 0) {
    const next = waiting.reduce((first, other) => (there(other.home) < there(first.home) ? other : first));
    if (asked.length >= enough && there(next.home) > 0) break;
    asked.push(next);
    waiting.splice(waiting.indexOf(next), 1);
  }
  return asked;
}

/** So many clients whose first cookie led them from wherever they were to the one backend where all of them are. */
const mostLed = 8;

/** A test whose clients are all on one backend has asked so long that they will not be found on another. */
export function searchedEnough(stays: Stays): boolean {
  if (homesOf(stays).length > 1) return false;
  const homes = new Set(stays.holders.flatMap(({ home }) => home ?? [])).size;
  return (homes === 1 && stays.rebound >= mostLed) || stays.latest.inARow >= mostSearched;
}

function lotOf(
  { session, home, sent, left, bound }: Holder,
  chance: number,
  held: HeldCookies,
  away: Stays['away'],
): Lot {
  const holds = held(session);
  const ended = sent.some((name) => !holds.includes(name));
  if (home === undefined || ended) return { chance, session, trust: 0 };
  const isNew = bound === true || holds.some((name) => !sent.includes(name));
  const orphaned = left !== undefined && away.has(left);
  return { chance, session, home, trust: orphaned ? 0.5 : isNew ? 0.9 : 0.999 };
}
