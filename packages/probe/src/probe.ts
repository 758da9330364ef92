import { cookiesSeen } from './advice.ts';
import { decide, type Question } from './decide.ts';
import type { Evidence } from './evidence.ts';
import { planAblation, proveAblation } from './experiments/ablation.ts';
import { planConnection, proveConnection } from './experiments/connection.ts';
import { planCookie, proveCookie, provesCookie, readCookie } from './experiments/cookie.ts';
import { planFresh, proveFresh } from './experiments/fresh.ts';
import { failureOf, giveUpOn } from './give-up.ts';
import { openHttp } from './http.ts';
import { identityAt } from './identity.ts';
import { parseOptions } from './options.ts';
import type { Observation, PlannedRequest } from './planned.ts';
import { seeded } from './random.ts';
import type { Report } from './report.ts';
import type { Sample } from './sample.ts';
import { openSampler } from './sampler.ts';
import { type ParsedTarget, parseTarget, shownUrl, type Target } from './target.ts';
import type { Transport } from './transport.ts';

export interface ProbeProgress {
  /** Name of the running experiment. */
  readonly experiment: string;
  /** Requests answered so far, over all experiments. */
  readonly requests: number;
  readonly latest: Sample;
}

export interface ProbeOptions {
  /** JSON pointer (RFC 6901) to what names the backend in a response body. Default `/uuid`. */
  readonly identity?: string;
  /** Odds that a verdict must reach, N to 1. Default 1,000,000. */
  readonly odds?: number;
  /** The most requests that the whole probe may send. Default 400. */
  readonly maxRequests?: number;
  /** Milliseconds before one request counts as failed. Default 5,000. */
  readonly timeout?: number;
  /** How many pods are known to be ready, when the caller knows: tells "one backend" from "always the same one of several". */
  readonly readyBackends?: number;
  /** Seeds the order of requests, so that a run can be repeated. */
  readonly seed?: number;
  readonly signal?: AbortSignal;
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
  const parsed = parseTarget(target);
  const transport = openHttp(parsed, timeout);
  try {
    return await probeOver(transport, parsed, options);
  } finally {
    await transport.close();
  }
}

/** The probe over any transport. Requests go one after the other, so that each answer can decide what is asked next. */
export async function probeOver(transport: Transport, target: ParsedTarget, options: ProbeOptions): Promise<Report> {
  const { url } = target;
  const { identity, odds, maxRequests, readyBackends, seed } = parseOptions(options);
  const { signal, onProgress } = options;
  const sampler = openSampler(transport, url, identityAt(identity));
  const random = seeded(seed);
  const startedAt = new Date();
  const log10Odds = Math.log10(odds);
  const seen: Observation[] = [];

  async function run(plan: () => PlannedRequest | undefined): Promise<void> {
    for (let next = plan(); next !== undefined && seen.length < maxRequests; next = plan()) {
      const observation = await sampler.take(next, signal);
      seen.push(observation);
      onProgress?.({ experiment: next.experiment, requests: seen.length, latest: observation.sample });
      giveUpOn(target, identity, seen);
    }
  }

  signal?.throwIfAborted();
  await run(() => planFresh(seen, log10Odds));
  if (Object.keys(proveFresh(seen).backends).length > 1) {
    if (cookiesSeen(seen).length > 0) await run(() => planCookie(seen, log10Odds, sampler.held, random));
    if (provesCookie(readCookie(seen), log10Odds)) {
      await run(() => planAblation(seen, log10Odds, sampler.held, random));
    } else {
      await run(() => planConnection(seen, log10Odds, random));
    }
  }
  if (seen.every(({ sample }) => sample.backend === undefined)) throw failureOf(target, identity, seen);

  const question: Question = { url, log10Odds, ...(readyBackends === undefined ? {} : { readyBackends }) };
  return {
    schema: 'sticky.report/v1',
    url: shownUrl(url),
    startedAt: startedAt.toISOString(),
    took: Date.now() - startedAt.getTime(),
    requests: seen.length,
    seed,
    verdict: decide(seen, question),
    evidence: evidenceOf(seen),
    cookies: cookiesSeen(seen),
    sessionsPerBackend: sessionsPerBackend(seen),
    samples: seen.map(({ sample }) => sample),
    events: [],
  };
}

function evidenceOf(seen: readonly Observation[]): readonly Evidence[] {
  const evidence = [proveFresh(seen), proveConnection(seen), proveCookie(seen), ...proveAblation(seen)];
  return evidence.filter(({ requests }) => requests > 0);
}

function sessionsPerBackend(seen: readonly Observation[]): Readonly<Record<string, number>> {
  const starts = new Map<number, string>();
  for (const { request, sample } of seen) {
    if (request.cookies === 'jar' && sample.backend !== undefined && !starts.has(sample.session)) {
      starts.set(sample.session, sample.backend);
    }
  }
  const counts = new Map<string, number>();
  for (const backend of starts.values()) counts.set(backend, (counts.get(backend) ?? 0) + 1);
  return Object.fromEntries(counts);
}
