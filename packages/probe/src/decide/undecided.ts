import { provesConnection, readConnection } from '../experiments/connection.ts';
import { readCookie } from '../experiments/cookie.ts';
import { readPartly } from '../experiments/partly.ts';
import { homesOf, moves } from '../experiments/stays.ts';
import type { Observation } from '../planned.ts';
import { goneOf } from './gone.ts';
import { askMore, type Question, type Told } from './question.ts';

/** What was seen fits two explanations. */
export function undecided(seen: readonly Observation[], question: Question): Told {
  const { log10Odds } = question;
  const told = { kind: 'inconclusive', log10Odds: 0, certain: false } satisfies Partial<Told>;
  const cookies = readCookie(seen);
  const connections = readConnection(seen);
  if (moves(cookies) && readPartly(seen).answers > 0 && !provesConnection(seen, log10Odds)) {
    return {
      ...told,
      headline: 'Inconclusive: sessions move, perhaps less often than chance would have it.',
      because: 'Too few requests could show whether the route honours its cookies in part.',
      settle: askMore(question, 'Allow more requests, or ask for lower odds.'),
    };
  }
  const gone = goneOf(seen);
  if (gone > 0) {
    return {
      ...told,
      headline: `Inconclusive: ${gone === 1 ? 'a pod' : `${gone} pods`} stopped answering during the probe.`,
      because: 'What is left is too little to tell what keeps a client.',
      settle: 'Probe again when the pods are at rest.',
    };
  }
  const [stays, who] =
    moves(cookies) || cookies.holders.length === 0 ? [connections, 'kept connection'] : [cookies, 'session'];
  const all = stays.moves === 0 && homesOf(stays).length === 1 && stays.sinceMove >= 20;
  return {
    ...told,
    headline: all
      ? `Inconclusive: every ${who} went to the same pod.`
      : 'Inconclusive: the odds asked for were not reached.',
    because: all
      ? `All of them stayed there, but a route that sends every ${who} to one pod looks the same.`
      : `Too few requests could show whether a ${who} moves.`,
    settle: askMore(question, 'Allow more requests, or ask for lower odds.'),
  };
}
