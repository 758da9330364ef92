import { asExpected, type ProbedRoute, type RouteOutcome } from '../expect/route-outcome.ts';
import type { Report } from '../report.ts';
import { count } from '../words.ts';
import { firstOf } from './clip.ts';
import { failuresToTell } from './failures.ts';
import { identityText } from './identity-text.ts';
import { code, plain, sentence } from './markdown-text.ts';
import { backendsOf, nameBackends } from './names.ts';
import { suretyOf } from './surety.ts';

const most = { checks: 30, evidence: 30, notes: 20, cookies: 8, backends: 20 };

/** All about one route, folded; what is not as expected stands open. Blank lines part HTML from Markdown. */
export function routeDetails(outcome: RouteOutcome): string {
  const title = 'report' in outcome ? outcome.report.verdict.headline.replace(/\.$/, '') : 'no verdict';
  const summary = `<summary>${plain(outcome.name, 60)}: ${plain(title, 120)}</summary>`;
  const body = 'report' in outcome ? probed(outcome) : [plain(outcome.error.message)];
  return [`<details${asExpected(outcome) ? '' : ' open'}>`, summary, '', ...body, '', '</details>'].join('\n');
}

function probed({ report, judgement, labels }: ProbedRoute): readonly string[] {
  const { verdict, identity } = report;
  const asked = `${count(report.requests, 'request')} to ${code(report.url, 120)}.`;
  const by = identity === undefined ? '' : ` Backends told apart by ${code(identity.by)}${identityRest(identity)}.`;
  return [
    `${sentence(verdict.because)} ${suretyOf(verdict)} ${asked}${by}`,
    ...bullets([...(verdict.settle === undefined ? [] : [verdict.settle]), ...verdict.advice]),
    ...(judgement === undefined ? [] : checks(judgement)),
    ...evidence(report),
    ...cookies(report),
    ...sessions(report, labels),
  ];
}

function identityRest(identity: NonNullable<Report['identity']>): string {
  return sentence(identityText(identity).slice(identity.by.length), 200);
}

function bullets(texts: readonly string[]): readonly string[] {
  const { shown, more } = firstOf(texts, most.notes);
  if (shown.length === 0) return [];
  return ['', ...shown.map((text) => `- ${sentence(text)}`), ...(more > 0 ? [`- And ${more} more.`] : [])];
}

function checks({ checks }: NonNullable<ProbedRoute['judgement']>): readonly string[] {
  const { shown } = firstOf(checks, most.checks);
  const rows = shown.map(
    ({ about, met, expected, found }) =>
      `| ${met ? '✅' : '❌'} ${plain(about)} | ${sentence(expected, 150)} | ${sentence(found, 150)} |`,
  );
  return ['', '| | expected | found |', '| --- | --- | --- |', ...rows];
}

function evidence(report: Report): readonly string[] {
  const { shown, more } = firstOf(report.evidence, most.evidence);
  if (shown.length === 0) return [];
  const rows = shown.map((one) => {
    const failures = failuresToTell(one);
    const failed = failures > 0 ? `, ${failures} failed` : '';
    return `| ${sentence(one.title, 80)} | ${sentence(one.finding, 200)}${failed} | ${one.requests} |`;
  });
  const rest = more > 0 ? [`| and ${more} more | | |`] : [];
  return ['', '| sent | what it shows | requests |', '| --- | --- | ---: |', ...rows, ...rest];
}

function cookies(report: Report): readonly string[] {
  const { shown, more } = firstOf(report.cookies, most.cookies);
  if (shown.length === 0) return [];
  const rows = shown.map(({ name, maxAgeSeconds, expires, secure, httpOnly, sameSite }) => {
    const lasts = maxAgeSeconds === undefined ? plain(expires ?? 'browser session', 40) : `${maxAgeSeconds} s`;
    const holds = name === report.verdict.cookie ? ', holds the session' : '';
    return `| ${code(name)}${holds} | ${lasts} | ${secure ? 'yes' : 'no'} | ${httpOnly ? 'yes' : 'no'} | ${plain(sameSite ?? 'not set', 20)} |`;
  });
  const rest = more > 0 ? [`| and ${more} more | | | | |`] : [];
  return ['', '| cookie | lasts | Secure | HttpOnly | SameSite |', '| --- | --- | --- | --- | --- |', ...rows, ...rest];
}

function sessions({ samples, sessionsPerBackend }: Report, labels: ProbedRoute['labels']): readonly string[] {
  const { shown, more } = firstOf(backendsOf(samples), most.backends);
  const started = (backend: string) =>
    Object.hasOwn(sessionsPerBackend, backend) ? (sessionsPerBackend[backend] ?? 0) : 0;
  if (!shown.some((backend) => started(backend) > 0)) return [];
  const names = nameBackends(shown, labels);
  const each = shown.map((backend) => `${started(backend)} on ${code(names.get(backend) ?? '')}`);
  return ['', `Sessions started: ${each.join(', ')}${more > 0 ? `, and on ${more} more backends` : ''}.`];
}
