import { adviceOn, cookiesSeen } from './advice.ts';
import { type Clock, systemClock } from './clock.ts';
import { decide } from './decide/decide.ts';
import type { Experiment, PlanContext } from './experiments/experiment.ts';
import { furtherOf, verdictExperiments } from './experiments/experiments.ts';
import { failureOf, giveUpOn } from './give-up.ts';
import { hygieneOf } from './hygiene/read-hygiene.ts';
import { openNaming } from './identity/naming.ts';
import { parseOptions } from './options.ts';
import type { ExperimentName, Observation, PlannedRequest } from './planned.ts';
import { seeded } from './random.ts';
import type { Report } from './report.ts';
import type { Sample } from './sample.ts';
import { openSampler } from './sampler.ts';
import { sourcesOf } from './sources.ts';
import { type ParsedTarget, parseTarget, shownUrl, type Target } from './target.ts';
import type { Transport } from './transport.ts';
import { waitAfter, waitEvents } from './waits.ts';
import { followRedirects } from './wire/redirects.ts';
import { openWire } from './wire/wire.ts';

/** How far a probe has come. */
export interface ProbeProgress {
  /** Name of the running experiment. */
  readonly experiment: string;
  /** Requests answered so far, over all experiments. */
  readonly requests: number;
  readonly latest: Sample;
  /** Milliseconds for which the experiment now waits before it goes on. */
  readonly waits?: number;
}

/** What to ask for, how sure to be, and how gently to go about it. */
export interface ProbeOptions {
  /**
   * What names the backend in an answer: `/json/pointer` (RFC 6901), `header:NAME`, `cookie:NAME`, `regex:PATTERN` (RE2; its
   * first group, or all that it matches), `body` (its digest), or `auto`, the default: found in the first answers.
   */
  readonly identity?: string;
  /** Odds that a verdict must reach, N to 1. Default 1,000,000. */
  readonly odds?: number;
  /** The most requests that the whole probe may send. Default 1,500. */
  readonly maxRequests?: number;
  /** The most requests a second. Default: as fast as they are answered, one at a time. */
  readonly rate?: number;
  /** Milliseconds before one request counts as failed. Default 5,000. */
  readonly timeout?: number;
  /** How many pods are known to be ready, when the caller knows: tells "one backend" from "always the same one of several". */
  readonly readyBackends?: number;
  /**
   * `verdict`, the default: what the verdict needs. `all`: what there is to know besides, too, but for what waits for
   * minutes (`expiry`). Names: these besides the verdict's own.
   */
  readonly experiments?: 'verdict' | 'all' | readonly ExperimentName[];
  /**
   * The most milliseconds that `expiry` may wait: it asks again when a cookie has ended, and not at all when that takes
   * longer. Default 120,000.
   */
  readonly longestWait?: number;
  /** Local addresses to come from. Default: those of this machine that reach the target. */
  readonly sources?: readonly string[];
  /** Names of header fields that may hold a client: each is tried. */
  readonly headers?: readonly string[];
  /** Seeds the order of requests, so that a run can be repeated. */
  readonly seed?: number;
  /** Ends the probe with this signal's reason. */
  readonly signal?: AbortSignal;
  /** Ends the probe with a report on what is known so far; with this signal's reason when that is nothing. */
  readonly stop?: AbortSignal;
  readonly onProgress?: (progress: ProbeProgress) => void;
}

/**
 * Finds out what keeps a client on one backend of `target`, and proves it.
 *
 * @throws ProbeError when the target or an option cannot be used, or when the route gives no answers to judge
 * @throws the reason of `options.signal` when it aborts
 */
export async function probe(target: Target, options: ProbeOptions = {}): Promise<Report> {
  const { timeout } = parseOptions(options);
  const parsed = await followRedirects(parseTarget(target), timeout, endOf(options));
  const transport = openWire(parsed, timeout);
  try {
    return await probeOver(transport, parsed, options);
  } finally {
    await transport.close();
  }
}

/** The probe over any transport. Requests go one after the other, so that each answer can decide what is asked next. */
export async function probeOver(
  transport: Transport,
  target: ParsedTarget,
  options: ProbeOptions,
  clock: Clock = systemClock,
): Promise<Report> {
  const { url } = target;
  const { identity, odds, maxRequests, rate, readyBackends, seed, experiments, sources, headers, longestWait } =
    parseOptions(options);
  const { signal, stop, onProgress } = options;
  const ended = endOf(options);
  const naming = openNaming(identity, target);
  const sampler = openSampler(transport, url, naming.read, naming.look, clock);
  const startedAt = new Date(clock.date());
  const seen: Observation[] = [];
  const context: PlanContext = {
    url,
    log10Odds: Math.log10(odds),
    random: seeded(seed),
    held: sampler.held,
    unscoped: sampler.unscoped,
    cookieHeader: sampler.cookieHeader,
    sources: await sourcesOf(target, sources),
    headers,
    longestWait,
    ...(readyBackends === undefined ? {} : { readyBackends }),
  };

  async function run({ plan }: Experiment, context: PlanContext): Promise<void> {
    while (seen.length < maxRequests && !stop?.aborted) {
      const next = plan(seen, context);
      if (next === undefined) return;
      const observation = await take(next);
      if (observation === undefined) return;
      seen.push(observation);
      onProgress?.({ experiment: next.experiment, requests: seen.length, latest: observation.sample });
      giveUpOn(target, naming.missing, seen);
    }
  }

  /** Sends a request when its time has come; undefined when the probe is stopped before its answer. */
  async function take(next: PlannedRequest): Promise<Observation | undefined> {
    const previous = seen.at(-1)?.sample.at;
    const paced = rate === undefined || previous === undefined ? 0 : previous + 1000 / rate;
    const rest = Math.max(paced, next.notBefore ?? 0, waitAfter(seen, target)) - sampler.now();
    const latest = seen.at(-1)?.sample;
    if (rest > toldWait && latest) {
      onProgress?.({ experiment: next.experiment, requests: seen.length, latest, waits: Math.round(rest) });
    }
    try {
      if (rest > 0) await clock.wait(rest, ended);
      return await sampler.take(next, ended);
    } catch (error) {
      signal?.throwIfAborted();
      if (stop?.aborted) return undefined;
      throw error;
    }
  }

  signal?.throwIfAborted();
  await run(naming.discovery, context);
  seen.splice(0, seen.length, ...naming.settle(seen));
  let before: number;
  do {
    before = seen.length;
    for (const experiment of verdictExperiments) await run(experiment, context);
  } while (seen.length > before && seen.length < maxRequests && !stop?.aborted);
  if (seen.length === 0) stop?.throwIfAborted();
  if (seen.every(({ sample }) => sample.backend === undefined)) throw failureOf(target, naming.missing, seen);
  const verdict = decide(seen, { ...context, stopped: stop?.aborted ?? false });
  const further = furtherOf(experiments);
  for (const experiment of further) await run(experiment, { ...context, verdict });
  const hygiene = hygieneOf(seen, { url, verdict, log10Odds: context.log10Odds, start: startedAt.getTime() });

  return {
    schema: 'sticky.report/v1',
    url: shownUrl(url),
    startedAt: startedAt.toISOString(),
    took: clock.date() - startedAt.getTime(),
    requests: seen.length,
    seed,
    identity: naming.told,
    verdict: { ...verdict, advice: adviceOn(seen, verdict, hygiene) },
    evidence: [...verdictExperiments, ...further]
      .flatMap(({ prove }) => prove(seen))
      .filter(({ requests }) => requests > 0),
    cookies: cookiesSeen(seen),
    hygiene,
    sessionsPerBackend: sessionsPerBackend(seen),
    samples: seen.map(({ sample }) => sample),
    events: waitEvents(seen),
  };
}

/** A wait longer than this, in milliseconds, is progress to tell. */
const toldWait = 500;

function endOf({ signal, stop }: ProbeOptions): AbortSignal {
  return AbortSignal.any([signal, stop].filter((each) => each !== undefined));
}

function sessionsPerBackend(seen: readonly Observation[]): Readonly<Record<string, number>> {
  // Whoever came once only is no session yet.
  const sessions = new Set(
    seen.flatMap(({ request, sample }) => (request.experiment === 'cookie' ? sample.session : [])),
  );
  const starts = new Map<number, string>();
  for (const { sample } of seen) {
    if (sessions.has(sample.session) && sample.backend !== undefined && !starts.has(sample.session)) {
      starts.set(sample.session, sample.backend);
    }
  }
  const counts = new Map<string, number>();
  for (const backend of starts.values()) counts.set(backend, (counts.get(backend) ?? 0) + 1);
  return Object.fromEntries(counts);
}
