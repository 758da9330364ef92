import type { Evidence } from '../evidence.ts';
import { nextSession, type Observation, type PlannedRequest } from '../planned.ts';
import { reading } from '../reading.ts';
import { spread } from '../words.ts';
import type { Experiment, PlanContext } from './experiment.ts';
import { summary } from './summary.ts';

/**
 * New connections without cookies: how a route spreads clients that it has never seen. Goes on until two backends have
 * answered, or until a second one, as likely as the first, would have been missed only with the odds asked for.
 */
export const fresh: Experiment = {
  name: 'fresh',
  plan: (seen, { log10Odds }) => (spreads(seen) || alwaysOne(seen, log10Odds) ? undefined : freshRequest(seen)),
  prove: (seen) => [proveFresh(seen)],
};

/** A request of a client that nothing holds: also what every other experiment compares with, and may go on with. */
export function freshRequest(seen: readonly Observation[]): PlannedRequest {
  return { experiment: 'fresh', session: nextSession(seen), connection: 'new', cookies: 'jar' };
}

/** Answers to clients that nothing but their address and their URL can hold, by these two. */
const readNew = reading<ReadonlyMap<string, ReadonlyMap<string, number>>>(new Map(), (told, observation) => {
  const { request, sample, sent } = observation;
  const { backend } = sample;
  if (backend === undefined || sent.length > 0 || request.connection === 'kept' || request.protocol) return told;
  const from = placeOf(request);
  const counts = told.get(from) ?? new Map<string, number>();
  return new Map(told).set(from, new Map(counts).set(backend, (counts.get(backend) ?? 0) + 1));
});

function placeOf({ source, path, fields }: Partial<PlannedRequest>): string {
  return JSON.stringify([source, path, fields]);
}

/** Clients that come from the same address, ask for the same, and that nothing else can hold have met two backends. */
export function spreads(seen: readonly Observation[]): boolean {
  return [...readNew(seen).values()].some((backends) => backends.size > 1);
}

interface Returns {
  /** The newest connection: a kept one that has a higher number was in fact dialled anew. */
  readonly connection: number;
  readonly places: ReadonlyMap<
    string,
    { readonly last: string; readonly away: readonly string[]; readonly back: number }
  >;
}

/** How often a backend was back that had answered new clients of a place before the latest other one. */
const readReturns = reading<Returns>({ connection: 0, places: new Map() }, (told, { request, sample, sent }) => {
  const { backend, connection } = sample;
  const newest = Math.max(told.connection, connection);
  if (backend === undefined || sent.length > 0 || request.protocol || connection <= told.connection) {
    return { ...told, connection: newest };
  }
  const from = placeOf(request);
  const { last, away, back } = told.places.get(from) ?? { last: backend, away: [], back: 0 };
  const isBack = away.includes(backend);
  const gone = last === backend ? away : [...away.filter((other) => other !== backend), last];
  const now = { last: backend, away: gone, back: back + (isBack ? 1 : 0) };
  return { connection: newest, places: new Map(told.places).set(from, now) };
});

/**
 * Clients that nothing can hold are spread for certain: one backend that was gone for a while explains that another one
 * answered meanwhile, but not that this happened twice.
 */
export function mixes(seen: readonly Observation[]): boolean {
  return [...readReturns(seen).places.values()].some(({ back }) => back > 1);
}

/** New clients always met the same backend, so often that an equally likely second one is out of the question. */
export function alwaysOne(seen: readonly Observation[], log10Odds: number): boolean {
  const [met = 0] = readNew(seen).get(placeOf({}))?.values() ?? [];
  return !spreads(seen) && (met - 1) * Math.log10(2) >= log10Odds;
}

/** How many clients that nothing holds were answered. */
export function newClients(seen: readonly Observation[]): number {
  return [...readNew(seen).values()]
    .flatMap((backends) => [...backends.values()])
    .reduce((sum, count) => sum + count, 0);
}

/** So many requests that always meet the same make a second choice, as likely, out of the question. */
export function enoughFor({ log10Odds }: Pick<PlanContext, 'log10Odds'>): number {
  return Math.ceil(log10Odds / Math.log10(2)) + 1;
}

/** `log10Odds` are those that an equally likely second backend would have been met; 0 once two were met. */
export function proveFresh(seen: readonly Observation[]): Evidence {
  const told = summary('fresh', seen);
  const names = Object.keys(told.backends);
  const answers = told.requests - told.failures;
  return {
    experiment: 'fresh',
    title: 'new connections',
    stayed: false,
    finding: names.length > 1 ? `${spread(told.backends)} without cookies` : `${answers} of ${answers} on one pod`,
    ...told,
    log10Odds: names.length === 1 ? (answers - 1) * Math.log10(2) : 0,
  };
}
