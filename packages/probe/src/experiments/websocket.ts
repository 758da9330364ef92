import type { Evidence } from '../evidence.ts';
import type { Observation, PlannedRequest } from '../planned.ts';
import { areSettled, type Bets, clientsAtHome, drawClient, readBets } from './at-home.ts';
import type { Experiment, PlanContext } from './experiment.ts';
import { freshRequest } from './fresh.ts';
import { summary } from './summary.ts';

/** Does a WebSocket's handshake with a session's cookies meet the backend that the session is at home on? */
export const websocket: Experiment = {
  name: 'websocket',
  plan: planWebSocket,
  prove: (seen) => [proveWebSocket(seen)],
};

export interface WebSockets {
  readonly bets: Bets;
  /** None of the handshakes opened one. */
  readonly refused: boolean;
  /** They open, and nothing says on which backend: neither the answer's fields nor a first message. */
  readonly nameless: boolean;
}

/** A route that opens none, or tells of none where it is, is left after so many. */
const mostFailed = 3;

function planWebSocket(
  seen: readonly Observation[],
  { verdict, log10Odds, random }: PlanContext,
): PlannedRequest | undefined {
  if (verdict?.kind !== 'sticky-by-cookie') return undefined;
  const clients = clientsAtHome(seen);
  const { bets } = readWebSockets(seen);
  const hopeless = bets.failed >= mostFailed && bets.failed > bets.hits + bets.misses;
  if (clients.length === 0 || hopeless || areSettled(bets, log10Odds)) return undefined;
  const drawn = drawClient('websocket', clients, random);
  const session = drawn.lots[drawn.drawn]?.session;
  if (session === undefined) return { ...freshRequest(seen), draw: drawn };
  return { experiment: 'websocket', session, connection: 'new', cookies: 'jar', protocol: 'websocket', draw: drawn };
}

export function readWebSockets(seen: readonly Observation[]): WebSockets {
  const mine = seen.filter(({ request }) => request.experiment === 'websocket');
  const opened = mine.filter(({ sample }) => sample.status === 101);
  return {
    bets: readBets('websocket', seen),
    refused: mine.length > 0 && opened.length === 0,
    nameless: opened.length > 0 && opened.every(({ sample }) => sample.backend === undefined),
  };
}

function proveWebSocket(seen: readonly Observation[]): Evidence {
  const { bets, refused, nameless } = readWebSockets(seen);
  return {
    experiment: 'websocket',
    title: 'WebSockets',
    stayed: bets.hits > 0 && bets.misses === 0,
    finding: refused
      ? 'the route opens none'
      : nameless
        ? 'they open, and none says where'
        : `${bets.hits} of ${bets.hits + bets.misses} met the session's pod`,
    ...summary('websocket', seen),
    log10Odds: bets.misses > 0 ? 0 : Math.max(0, bets.log10Odds),
  };
}
