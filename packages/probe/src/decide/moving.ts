import { neverKept, readConnection } from '../experiments/connection.ts';
import { readCookie } from '../experiments/cookie.ts';
import { mixes } from '../experiments/fresh.ts';
import { awaitsAnother, headerTests } from '../experiments/header.ts';
import { atHome, oddsAgainst, readPartly, refutesHolding } from '../experiments/partly.ts';
import { type Move, moves, provesStays, testedOf } from '../experiments/stays.ts';
import { readUnscoped } from '../experiments/unscoped.ts';
import type { Observation } from '../planned.ts';
import { count, quoted } from '../words.ts';
import { goneOf } from './gone.ts';
import { type Judge, met, type Question, type Told } from './question.ts';

/** Clients move: nothing holds them, or something does in part. */
export const moving: Judge = (seen, question) => {
  const cookies = readCookie(seen);
  const connections = readConnection(seen);
  if (!moves(connections) && !neverKept(connections)) return undefined;
  if (moves(cookies) && cookies.move && sentBack(seen).length > 0) return withCookies(seen, cookies.move, question);
  if (cookies.holders.length > 0 || cutShort(seen, question)) return undefined;
  if (connections.move && moves(connections)) return notSticky(connections.move, met(seen));
  return mixes(seen) ? nothingHolds(met(seen)) : undefined;
};

/** Something else was tried that did not let clients move, until too few backends were left to show that it holds them. */
function cutShort(seen: readonly Observation[], { log10Odds }: Question): boolean {
  const tried = [readUnscoped(seen), ...headerTests(seen).map(({ stays }) => stays)];
  const gone = goneOf(seen) > 0 || awaitsAnother(seen);
  return tried.some(
    (stays) =>
      !moves(stays) &&
      !provesStays(stays, log10Odds) &&
      stays.holders.some(({ home }) => home !== undefined) &&
      (gone || testedOf(stays).length > 0),
  );
}

/** The route gets its cookies back, and sessions move. */
function withCookies(seen: readonly Observation[], move: Move, question: Question): Told | undefined {
  const { log10Odds } = question;
  const told = readPartly(seen);
  const { log10Odds: forHolding } = told;
  const names = sentBack(seen);
  const [cookie, ...more] = names;
  const named = cookie !== undefined && more.length === 0 ? { cookie } : {};
  if (forHolding >= log10Odds) {
    return {
      kind: 'partly-sticky',
      ...named,
      log10Odds: forHolding,
      certain: false,
      headline: `Partly sticky: ${100 - atHome(seen)} % of requests with a cookie met another pod than the one that gave it.`,
      because:
        'Sessions met their pods more often than chance would have it, and others, too: as with two routers behind one ' +
        'name that do not know of each other, or one that balances again behind the first.',
    };
  }
  if (!refutesHolding(told, log10Odds) || cutShort(seen, question)) return undefined;
  return {
    kind: 'cookie-not-honoured',
    ...named,
    log10Odds: oddsAgainst(told),
    certain: true,
    headline: `Not sticky: the route gets ${quoted(names)} back and does not honour ${more.length === 0 ? 'it' : 'them'}.`,
    because:
      `One session met ${met(seen) === 2 ? 'both' : 'two'} pods after ${count(move.request, 'request')}, though it sent back ` +
      'every cookie that it may and no request failed in between.',
  };
}

/** Names of the cookies that sessions sent back. */
function sentBack(seen: readonly Observation[]): readonly string[] {
  return [...new Set(seen.flatMap(({ request, sent }) => (request.cookies === 'jar' ? sent : [])))];
}

function notSticky(move: Move, met: number): Told {
  return {
    kind: 'not-sticky',
    log10Odds: 0,
    certain: true,
    headline: `Not sticky: one client met ${met === 2 ? 'both' : 'two'} pods after ${count(move.request, 'request')}.`,
    because: 'One kept connection carried its requests, none failed in between, and the route sets no cookie.',
  };
}

function nothingHolds(met: number): Told {
  return {
    kind: 'not-sticky',
    log10Odds: 0,
    certain: true,
    headline: `Not sticky: new clients meet ${met === 2 ? 'both' : 'several'} pods.`,
    because: 'The route sets no cookie and closes each connection, so nothing can hold a client.',
  };
}
