import { asksAsUsersDo } from '../experiments/ordinary.ts';
import { formatOdds } from '../render/odds.ts';
import type { Report } from '../report.ts';
import type { CookieSet } from '../sample.ts';
import { attributeChecks, lifetimeCheck, slidingCheck } from './cookie-checks.ts';
import type { Expectation } from './expectation.ts';
import { meets } from './verdict-word.ts';

/** One expectation beside what was found. */
export interface Check {
  /** What it is about: `verdict`, `cookie`, `SameSite`, … */
  readonly about: string;
  readonly met: boolean;
  /** A few words: `sticky`, `"key"`, `at least 1 : 1,000,000`. */
  readonly expected: string;
  /** A few words. */
  readonly found: string;
}

/** Whether a report is what was expected, and what is not. */
export interface Judgement {
  readonly met: boolean;
  /** What is not as expected, one line each: `expected sticky, found not-sticky`. */
  readonly reasons: readonly string[];
  /** All that was looked at, the verdict first. */
  readonly checks: readonly Check[];
}

/** Holds a report to what is expected. What a report does not tell is not met, with what would make it tell. */
export function judge(report: Report, expect: Expectation): Judgement {
  const checks = [
    verdictCheck(report, expect),
    nameCheck('cookie', report.verdict.cookie, expect.cookie),
    nameCheck('header', report.verdict.header, expect.header),
    oddsCheck(report, expect),
    backendsCheck(report, expect),
    ...cookieChecks(report, expect),
    unevennessCheck(report, expect),
    failuresCheck(report, expect),
    warningsCheck(report, expect),
    identityCheck(report, expect),
  ].filter((check) => check !== undefined);
  return { met: checks.every(({ met }) => met), reasons: checks.filter(({ met }) => !met).map(reasonOf), checks };
}

/** `expected sticky, found not-sticky`; `SameSite: expected Lax or Strict, found none` */
function reasonOf({ about, expected, found }: Check): string {
  return `${about === 'verdict' ? '' : `${about}: `}expected ${expected}, found ${found}`;
}

function verdictCheck({ verdict: { kind } }: Report, { verdict: words }: Expectation): Check | undefined {
  if (words === undefined) return undefined;
  return {
    about: 'verdict',
    met: words.some((word) => meets(kind, word)),
    expected: words.join(' or '),
    found: kind,
  };
}

function nameCheck(about: string, found: string | undefined, expected: string | undefined): Check | undefined {
  if (expected === undefined) return undefined;
  return {
    about,
    met: found === expected,
    expected: `"${expected}"`,
    found: found === undefined ? 'none that the verdict names' : `"${found}"`,
  };
}

function oddsCheck({ verdict }: Report, { oddsAtLeast }: Expectation): Check | undefined {
  if (oddsAtLeast === undefined) return undefined;
  const log10Odds = Math.log10(oddsAtLeast);
  return {
    about: 'odds',
    // The smallest error of a logarithm must not fail what is exactly enough.
    met: verdict.certain || verdict.log10Odds >= log10Odds - 1e-9,
    expected: `at least ${formatOdds(log10Odds)}`,
    found: verdict.certain ? 'certainty' : formatOdds(verdict.log10Odds),
  };
}

function backendsCheck({ samples }: Report, { backendsAtLeast }: Expectation): Check | undefined {
  if (backendsAtLeast === undefined) return undefined;
  const met = metIn(samples);
  return {
    about: 'backends',
    met: met.size >= backendsAtLeast,
    expected: `at least ${backendsAtLeast}`,
    found: String(met.size),
  };
}

/** The cookie that is meant: the one expected, else the one that the verdict is about, else the only one. */
function meantCookie({ cookies, verdict }: Report, expect: Expectation): CookieSet | undefined {
  const name = expect.cookie ?? verdict.cookie ?? (cookies.length === 1 ? cookies[0]?.name : undefined);
  return cookies.find((cookie) => cookie.name === name);
}

function cookieChecks(report: Report, expect: Expectation): readonly (Check | undefined)[] {
  const cookie = meantCookie(report, expect);
  return [
    lifetimeCheck(cookie, report, expect),
    slidingCheck(cookie, report, expect),
    ...attributeChecks(cookie, expect),
  ];
}

function unevennessCheck({ evidence, samples }: Report, { unevennessAtMost }: Expectation): Check | undefined {
  if (unevennessAtMost === undefined) return undefined;
  const sessions = new Map(
    Object.entries(evidence.find(({ experiment }) => experiment === 'fairness')?.backends ?? {}),
  );
  // A backend that was met at any time counts, though no new session came to it.
  const shares = [...metIn(samples)].map((backend) => sessions.get(backend) ?? 0);
  return {
    about: 'unevenness',
    met: sessions.size > 0 && Math.max(...shares) <= unevennessAtMost * Math.min(...shares),
    expected: `at most ${unevennessAtMost} : 1`,
    found: sessions.size > 0 ? shares.join(' : ') : 'nothing: the experiment "fairness" had nothing to ask',
  };
}

function metIn(samples: Report['samples']): ReadonlySet<string> {
  return new Set(samples.flatMap(({ backend }) => backend ?? []));
}

function failuresCheck(report: Report, { failuresAtMost }: Expectation): Check | undefined {
  if (failuresAtMost === undefined) return undefined;
  const samples = report.samples.filter(({ experiment }) => asksAsUsersDo(experiment));
  const failed = samples.filter(({ failure }) => failure !== undefined).length;
  return {
    about: 'failures',
    met: failed <= failuresAtMost * samples.length,
    expected: `at most ${Math.round(failuresAtMost * 1e5) / 1e3} %`,
    found: `${failed} of ${samples.length} requests`,
  };
}

function identityCheck({ identity }: Report, { identity: expected }: Expectation): Check | undefined {
  if (expected === undefined) return undefined;
  return {
    about: 'identity',
    met: identity?.by === expected,
    expected: `"${expected}"`,
    found: identity === undefined ? 'nothing told' : `"${identity.by}"`,
  };
}

function warningsCheck({ hygiene }: Report, { allowedWarnings }: Expectation): Check | undefined {
  if (allowedWarnings === undefined) return undefined;
  const warnings = new Set(hygiene?.findings.flatMap(({ id, severity }) => (severity === 'warning' ? [id] : [])));
  const others = [...warnings].filter((id) => !allowedWarnings.includes(id));
  return {
    about: 'warnings',
    met: hygiene !== undefined && others.length === 0,
    expected: allowedWarnings.length === 0 ? 'none' : `no other than ${allowedWarnings.join(', ')}`,
    found: hygiene === undefined ? 'nothing told' : others.length === 0 ? 'no other' : others.join(', '),
  };
}
