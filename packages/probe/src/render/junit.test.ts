import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { judge } from '../expect/judge.ts';
import type { RouteOutcome } from '../expect/route-outcome.ts';
import { labels, report } from '../report.fixture.ts';
import type { Report } from '../report.ts';
import { hostileText, reportSaying } from './hostile-report.fixture.ts';
import { renderJUnit } from './junit.ts';

const good: RouteOutcome = {
  name: 'shop',
  report,
  labels,
  judgement: judge(report, { verdict: ['sticky'], backendsAtLeast: 2 }),
};
const bad: RouteOutcome = {
  name: 'cart',
  report,
  judgement: judge(report, { verdict: ['one-backend'], secure: true, httpOnly: true }),
};
const none: RouteOutcome = {
  name: 'gone',
  error: { code: 'unreachable', message: 'It gives no answer: ECONNREFUSED.' },
};

/** What is wrong with it, line by line. */
async function faultsOf(xml: string): Promise<readonly string[]> {
  const schema = await readFile(join(import.meta.dirname, 'jenkins-junit.fixture.xsd'), 'utf8');
  const { errors } = await validateXML({ xml: [{ fileName: 'report.xml', contents: xml }], schema: [schema] });
  return errors.map(({ message }) => message);
}

describe('outcomes as JUnit XML', () => {
  const xml = renderJUnit([good, bad, none]);

  test('are a suite a route, a case for the verdict and one for each expectation', () => {
    expect(xml.match(/<testsuite .*>/g)).toEqual([
      '<testsuite name="shop" tests="2" failures="0" errors="0" skipped="0" timestamp="2026-11-22T11:58:00" time="0.212">',
      '<testsuite name="cart" tests="3" failures="2" errors="0" skipped="0" timestamp="2026-11-22T11:58:00" time="0.212">',
      '<testsuite name="gone" tests="1" failures="0" errors="1" skipped="0">',
    ]);
    expect(xml).toContain('<testsuites name="sticky" tests="6" failures="2" errors="1">');
    expect(xml).toContain('<testcase classname="shop" name="backends: at least 2"></testcase>');
    expect(xml).toContain('<failure type="sticky-by-cookie" message="expected one-backend, found sticky-by-cookie">');
    expect(xml).toContain('<error type="unreachable" message="It gives no answer: ECONNREFUSED.">');
  });

  test('keep what the terminal shows', () => {
    expect(xml).toContain('2 sessions          ####################   all stayed');
  });

  test('pass over what was not decided and of which nothing was expected', () => {
    const inconclusive: Report = {
      ...report,
      verdict: { ...report.verdict, kind: 'inconclusive', headline: 'Who knows.' },
    };
    expect(renderJUnit([{ name: 'a', report: inconclusive }])).toContain('<skipped message="Who knows."/>');
  });

  test('are valid for Jenkins', async () => {
    expect(await faultsOf(xml)).toEqual([]);
    expect(await faultsOf(renderJUnit([]))).toEqual([]);
  });

  test('are valid whatever the texts of a route are', async () => {
    const texts = fc.sample(hostileText, 150);
    const outcomes = texts.flatMap((text): readonly RouteOutcome[] => [
      { name: text, error: { code: text, message: text } },
      { name: text, report: reportSaying(text), judgement: judge(reportSaying(text), { cookie: text, identity: 'x' }) },
    ]);
    expect(await faultsOf(renderJUnit(outcomes))).toEqual([]);
  });
});
