import { ProbeError } from '../errors.ts';
import { networkFailure } from '../give-up.ts';
import { parseIdentity } from '../identity/parse-identity.ts';
import { parseTarget, shownUrl, type Target } from '../target.ts';
import { followRedirects } from '../wire/redirects.ts';
import { Backends } from './backends.ts';
import { CookieRules } from './cookies/cookie-rules.ts';
import { dialerTo } from './dial.ts';
import { findIdentity, isInBody } from './find-identity.ts';
import { type LoadOptions, parseLoadOptions } from './load-options.ts';
import type { LoadProgress, LoadReport } from './load-report.ts';
import { LoadRun } from './load-run.ts';
import { Pace } from './pace.ts';
import { RequestText } from './request-text.ts';
import { ResponseHeads } from './response/response-heads.ts';
import { Tally } from './tally.ts';

/** Bytes that are read at a time, from any connection. */
const bufferSize = 64 * 1024;
const progressEvery = 1_000;

/**
 * Asks `target` as many clients would: each session keeps its own cookies and its backend, and comes by any connection. So
 * it tells, besides how fast the answers came, which sessions moved.
 *
 * Before it begins it follows the redirects that the target allows, and finds out what names a backend; a redirect that
 * comes later is a failure. No proxy is used.
 *
 * When `signal` aborts it resolves with what is known so far, and rejects with the signal's reason before it has begun.
 *
 * @throws ProbeError `invalid-option`, `redirects`, `no-identity`, `bad-status` and those of the target; `unreachable` when no
 * request was answered
 */
export async function generateLoad(target: Target, options: LoadOptions = {}): Promise<LoadReport> {
  const { signal, onProgress } = options;
  const given = parseTarget(target);
  if (given.proxy !== undefined) {
    throw new ProbeError('invalid-option', 'A load goes straight to its target, not through a proxy: leave that out.');
  }
  const limits = parseLoadOptions(options);
  const parsed = await followRedirects(given, limits.timeout, signal);
  const identity = await findIdentity(parsed, limits, signal);
  const rules = new CookieRules(parsed.url);
  const tally = new Tally(new Backends(parseIdentity(identity.by).read, isInBody(identity)), rules);
  const line = {
    dial: dialerTo(parsed),
    heads: new ResponseHeads(),
    buffer: Buffer.allocUnsafeSlow(bufferSize),
    timeout: limits.timeout,
  };
  const text = new RequestText(parsed);
  const startedAt = new Date().toISOString();
  const now = performance.now();
  const onTick = onProgress === undefined ? () => undefined : everySecond(tally, now, onProgress);
  const pace = new Pace(limits, now);
  const run = new LoadRun({ options: limits, line, text, pace, tally, onTick }, now);

  const ended = await run.untilEnded(signal);
  if (ended === 'hopeless') throw networkFailure(parsed, tally.worstFailure);
  const took = run.endedAt - run.begunAt;
  const sum = (count: (line: LoadRun['lines'][number]) => number) => run.lines.reduce((all, of) => all + count(of), 0);
  const { sessions, ...told } = tally.summary();
  return {
    schema: 'sticky.load/v1',
    url: shownUrl(parsed.url),
    startedAt,
    took: Math.round(took),
    ended,
    seed: limits.seed,
    identity,
    requests: run.requests,
    skipped: pace.skipped,
    requestsPerSecond: perSecond(tally.answers, took),
    ...told,
    sessions: { count: limits.sessions, ...sessions },
    connections: {
      count: limits.connections,
      dialled: sum(({ dialled }) => dialled),
      retried: sum(({ retried }) => retried),
    },
    bytes: { sent: sum(({ sent }) => sent), received: sum(({ received }) => received) },
  };
}

function everySecond(tally: Tally, begunAt: number, tell: (progress: LoadProgress) => void): (now: number) => void {
  let toldAt = begunAt;
  let toldAnswers = 0;
  return (now) => {
    if (now - toldAt < progressEvery) return;
    const { answers, failures, moved } = tally;
    const requestsPerSecond = perSecond(answers - toldAnswers, now - toldAt);
    toldAt = now;
    toldAnswers = answers;
    tell({ at: Math.round(now - begunAt), answers, requestsPerSecond, failures, moved });
  };
}

function perSecond(count: number, milliseconds: number): number {
  return milliseconds === 0 ? 0 : Math.round((count / milliseconds) * 10_000) / 10;
}
