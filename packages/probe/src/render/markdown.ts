import { asExpected, type ProbedRoute, type RouteOutcome } from '../expect/route-outcome.ts';
import { count } from '../words.ts';
import { routeDetails } from './markdown-details.ts';
import { code, plain, sentence } from './markdown-text.ts';
import { formatOdds } from './odds.ts';
import { type Tone, toneOf } from './tone.ts';

/** GitHub refuses a comment of more characters. */
const longest = 65_536;
/** So many routes have a row in the table. */
const mostRows = 200;

/** A sign for each tone: a shape of its own, not only a colour. */
const signs: Readonly<Record<Tone, string>> = { ok: '✅', warning: '⚠️', bad: '❌', info: 'ℹ️' };

/**
 * Reports on routes as GitHub Flavored Markdown, for a comment on a pull request or a job's summary: a table of all,
 * then each one's evidence, folded. It has less than 65,536 characters; what does not fit is left out, and it says so.
 */
export function renderMarkdown(outcomes: readonly RouteOutcome[]): string {
  const head = [heading(outcomes), '', ...table(outcomes)].join('\n');
  const rest = `\n\n_Left out, since a comment has room for ${longest.toLocaleString('en-US')} characters: the evidence on ${outcomes.length} routes._\n`;
  let markdown = head;
  let left = outcomes.length;
  // What is not as expected comes first: it is what people open a report for.
  for (const outcome of outcomes.toSorted((one, other) => Number(asExpected(one)) - Number(asExpected(other)))) {
    const details = `\n\n${routeDetails(outcome)}`;
    if (markdown.length + details.length + rest.length > longest) break;
    markdown += details;
    left--;
  }
  return `${markdown}${left === 0 ? '\n' : rest.replace(`on ${outcomes.length} routes`, `on ${count(left, 'route')}`)}`;
}

function heading(outcomes: readonly RouteOutcome[]): string {
  const judged = outcomes.some((outcome) => !('report' in outcome) || outcome.judgement !== undefined);
  const unmet = outcomes.filter((outcome) => !asExpected(outcome)).length;
  if (!judged) return `### Session affinity: ${count(outcomes.length, 'route')} probed`;
  return unmet === 0
    ? `### ✅ Session affinity: ${outcomes.length === 1 ? 'as expected' : `${outcomes.length} routes as expected`}`
    : `### ❌ Session affinity: ${unmet} of ${count(outcomes.length, 'route')} not as expected`;
}

function table(outcomes: readonly RouteOutcome[]): readonly string[] {
  const more = outcomes.length - mostRows;
  return [
    '| route | verdict | odds | as expected | requests |',
    '| --- | --- | --- | --- | ---: |',
    ...outcomes.slice(0, mostRows).map(row),
    ...(more > 0 ? ['', `And ${count(more, 'more route')}.`] : []),
  ];
}

function row(outcome: RouteOutcome): string {
  const name = code(outcome.name, 60);
  if (!('report' in outcome)) return `| ${name} | ❌ No verdict: ${plain(outcome.error.message, 200)} | | ❌ | |`;
  const { verdict, requests } = outcome.report;
  const odds = verdict.certain ? 'certain' : verdict.kind === 'inconclusive' ? '' : formatOdds(verdict.log10Odds);
  const told = `${signs[toneOf(verdict.kind)]} ${sentence(verdict.headline, 150)}`;
  return `| ${name} | ${told} | ${odds} | ${expected(outcome)} | ${requests} |`;
}

function expected({ judgement }: ProbedRoute): string {
  if (judgement === undefined) return '';
  if (judgement.met) return '✅';
  const [first = '', ...more] = judgement.reasons;
  return `❌ ${plain(first, 120)}${more.length > 0 ? `, and ${more.length} more` : ''}`;
}
