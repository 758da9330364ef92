import type { ProbedRoute, RouteOutcome, UnprobedRoute } from '../expect/route-outcome.ts';
import { clip } from './clip.ts';
import { type Markup, html as xml } from './markup.ts';
import { renderText } from './text.ts';

/**
 * Outcomes as JUnit XML, in the form that Jenkins, GitLab, Azure Pipelines and GitHub's actions read (Jenkins' schema
 * `junit-10.xsd`): a suite for each route, a case for its verdict and one for each expectation.
 */
export function renderJUnit(outcomes: readonly RouteOutcome[]): string {
  const totals = outcomes.map(countsOf);
  const sum = (key: keyof Counts) => totals.reduce((all, counts) => all + counts[key], 0);
  const suites = outcomes.map(
    (outcome) => xml`
${suite(outcome)}`,
  );
  return xml`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="sticky" tests="${sum('tests')}" failures="${sum('failures')}" errors="${sum('errors')}">${suites}
</testsuites>
`.markup;
}

interface Counts {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
}

function countsOf(outcome: RouteOutcome): Counts {
  if (!('report' in outcome)) return { tests: 1, failures: 0, errors: 1, skipped: 0 };
  const others = otherChecks(outcome);
  const unmet = [...others, verdictCheck(outcome)].filter((check) => check?.met === false);
  return {
    tests: 1 + others.length,
    failures: unmet.length,
    errors: 0,
    skipped: undecided(outcome) ? 1 : 0,
  };
}

function suite(outcome: RouteOutcome): Markup {
  const { tests, failures, errors, skipped } = countsOf(outcome);
  const times =
    'report' in outcome
      ? xml` timestamp="${outcome.report.startedAt.slice(0, 19)}" time="${seconds(outcome.report.took)}"`
      : undefined;
  return xml`<testsuite name="${named(outcome)}" tests="${tests}" failures="${failures}" errors="${errors}" skipped="${skipped}"${times}>
${'report' in outcome ? probed(outcome) : unprobed(outcome)}</testsuite>`;
}

function unprobed(outcome: UnprobedRoute): Markup {
  const { code, message } = outcome.error;
  return xml`<testcase classname="${named(outcome)}" name="verdict"><error type="${code}" message="${message}">${message}</error></testcase>
`;
}

function probed(outcome: ProbedRoute): Markup {
  const { report, labels = {} } = outcome;
  const { verdict } = report;
  const unmet = verdictCheck(outcome)?.met === false ? verdictCheck(outcome) : undefined;
  const failure =
    unmet &&
    failureOf(
      verdict.kind,
      `expected ${unmet.expected}, found ${unmet.found}`,
      `${verdict.headline} ${verdict.because}`,
    );
  const skipped = undecided(outcome) ? xml`<skipped message="${verdict.headline}"/>` : undefined;
  const others = otherChecks(outcome).map(({ about, met, expected, found }) => {
    const failed = met ? undefined : failureOf(about, `expected ${expected}, found ${found}`, verdict.headline);
    return xml`<testcase classname="${named(outcome)}" name="${about}: ${expected}">${failed}</testcase>
`;
  });
  const lines = renderText(report, { labels }).map(
    (line) => xml`${line}
`,
  );
  return xml`<testcase classname="${named(outcome)}" name="verdict" time="${seconds(report.took)}">${failure}${skipped}<system-out>
${lines}</system-out></testcase>
${others}`;
}

function failureOf(type: string, message: string, text: string): Markup {
  return xml`<failure type="${type}" message="${message}">${text}</failure>`;
}

function verdictCheck({ judgement }: ProbedRoute) {
  return judgement?.checks.find(({ about }) => about === 'verdict');
}

function otherChecks({ judgement }: ProbedRoute) {
  return judgement?.checks.filter(({ about }) => about !== 'verdict') ?? [];
}

/** Nothing was expected of the verdict, and there is none: neither passed nor failed. */
function undecided(outcome: ProbedRoute): boolean {
  return outcome.report.verdict.kind === 'inconclusive' && verdictCheck(outcome) === undefined;
}

function named({ name }: RouteOutcome): string {
  return clip(name, 200);
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}
