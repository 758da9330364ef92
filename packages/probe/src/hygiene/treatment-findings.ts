import { readDuplicates } from '../experiments/duplicate.ts';
import { readExpiry } from '../experiments/expiry.ts';
import { readFairness, unevenAt } from '../experiments/fairness.ts';
import { readHttp2 } from '../experiments/http2.ts';
import { readMadeUp } from '../experiments/made-up.ts';
import { readSizes } from '../experiments/oversized.ts';
import { readWebSockets } from '../experiments/websocket.ts';
import type { Observation } from '../planned.ts';
import type { HygieneFinding, HygieneFindingId } from './hygiene.ts';

/** What the experiments that follow the verdict have shown of how the route treats cookies. */
export function treatmentFindings(
  seen: readonly Observation[],
  cookie: string | undefined,
  log10Odds: number,
): readonly HygieneFinding[] {
  const findings = [
    ...expiry(seen),
    ...stale(seen, log10Odds),
    ...forged(seen, log10Odds),
    ...duplicate(seen, log10Odds),
  ].map((finding) => (cookie === undefined ? finding : { ...finding, cookie }));
  return [...findings, ...oversized(seen, log10Odds), ...fairness(seen), ...webSocket(seen), ...http2(seen, log10Odds)];
}

function expiry(seen: readonly Observation[]): readonly HygieneFinding[] {
  const { visits, jumped } = readExpiry(seen);
  return jumped === 0
    ? []
    : [warning('ends-in-visit', `${jumped} of ${visits} visits jumped to another pod when it ended.`)];
}

function stale(seen: readonly Observation[], log10Odds: number): readonly HygieneFinding[] {
  const { refusals, bets, replaced } = readMadeUp('stale', seen);
  if (refusals.answered === 0 && refusals.log10Odds >= log10Odds) {
    const text = `With a value of no pod the route refuses to answer (${refusals.how}): who lost its pod is shut out.`;
    return [warning('stale-refused', text, refusals.log10Odds)];
  }
  if (!bets.strayed || replaced > 0) return [];
  return [
    warning(
      'stale-loose',
      'A value of no pod is neither replaced nor held: who lost its pod is balanced from then on.',
    ),
  ];
}

function forged(seen: readonly Observation[], log10Odds: number): readonly HygieneFinding[] {
  const { refusals, bets, homes } = readMadeUp('forged', seen);
  if (refusals.answered === 0 && refusals.log10Odds >= log10Odds) {
    return [note('forged-refused', `A made-up value is refused: ${refusals.how}.`, refusals.log10Odds)];
  }
  if (bets.misses > 0 || homes < 2 || bets.log10Odds < log10Odds) return [];
  const text = 'Made-up values hold a client as well: who chooses the value chooses the pod.';
  return [note('forged-held', text, bets.log10Odds)];
}

function duplicate(seen: readonly Observation[], log10Odds: number): readonly HygieneFinding[] {
  const { first, last, log10Odds: reached } = readDuplicates(seen);
  if (first.strayed && last.strayed) {
    return [note('duplicate-loose', 'Of two values with its name neither the first nor the last decides.')];
  }
  if (reached < log10Odds) return [];
  return first.log10Odds > last.log10Odds
    ? [note('duplicate-first', 'Of two values with its name the first counts.', reached)]
    : [note('duplicate-last', 'Of two values with its name the last counts.', reached)];
}

function oversized(seen: readonly Observation[], log10Odds: number): readonly HygieneFinding[] {
  const { refused } = readSizes(seen);
  if (refused === undefined || refused.log10Odds < log10Odds) return [];
  const text = `${refused.size / 1024} KiB of cookies are refused: ${refused.how}.`;
  // A browser may well send one cookie of 4 KiB; of more it takes several.
  const say = refused.size <= 4096 ? warning : note;
  return [say('oversized-refused', text, refused.log10Odds)];
}

function fairness(seen: readonly Observation[]): readonly HygieneFinding[] {
  const { sessions, log10Odds } = readFairness(seen);
  if (log10Odds < unevenAt) return [];
  return [
    warning('uneven', `New sessions are shared out unevenly: ${Object.values(sessions).join(' : ')}.`, log10Odds),
  ];
}

function webSocket(seen: readonly Observation[]): readonly HygieneFinding[] {
  const { bets } = readWebSockets(seen);
  return bets.strayed ? [warning('websocket-loose', 'A WebSocket with the cookie of a session met another pod.')] : [];
}

function http2(seen: readonly Observation[], log10Odds: number): readonly HygieneFinding[] {
  const { streams, cookies } = readHttp2(seen);
  const byConnection = streams.misses === 0 && streams.log10Odds >= log10Odds;
  return [
    ...(cookies.strayed ? [warning('http2-loose', 'Over HTTP/2 a session with its cookie met another pod.')] : []),
    ...(byConnection
      ? [note('http2-by-connection', 'All streams of an HTTP/2 connection go to one pod.', streams.log10Odds)]
      : []),
  ];
}

function warning(id: HygieneFindingId, text: string, log10Odds?: number): HygieneFinding {
  return { id, severity: 'warning', text, ...(log10Odds === undefined ? {} : { log10Odds }) };
}

function note(id: HygieneFindingId, text: string, log10Odds?: number): HygieneFinding {
  return { ...warning(id, text, log10Odds), severity: 'note' };
}
