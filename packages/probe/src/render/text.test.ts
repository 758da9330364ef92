import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { experimentNames } from '../planned.ts';
import { labels, report } from '../report.fixture.ts';
import type { Report } from '../report.ts';
import { hostileText, reportSaying } from './hostile-report.fixture.ts';
import { renderText } from './text.ts';

const [fresh = never()] = report.evidence;
const [sample = never()] = report.samples;

const withVerdict = (verdict: Partial<Report['verdict']>, rest: Partial<Report> = {}): Report => ({
  ...report,
  ...rest,
  verdict: { ...report.verdict, ...verdict },
});

describe('a report in a terminal', () => {
  test('shows a bar for each experiment, the verdict with its odds, and what to know', () => {
    expect(renderText(report, { labels })).toEqual([
      'Backends   by /uuid, found: a uuid, one for each of two backends',
      'Probe      new connections     ##########..........   1 on rdn6q, 1 on 6gjmv',
      '           2 sessions          ####################   all stayed, 1 : 1 pods, 1',
      '                                                      failed',
      'Verdict    Sticky by cookie "key". (1 : 1,000,000)',
      '           ! It ends 60 s after the first answer, also in the middle of a visit.',
      '           ! No SameSite; no Secure (the route is http).',
    ]);
  });

  test('tells no odds where the verdict is certain', () => {
    const lines = renderText(withVerdict({ kind: 'not-sticky', certain: true, headline: 'Not sticky.', advice: [] }));
    expect(lines.at(-1)).toBe('Verdict    Not sticky.');
  });

  test('tells why, and what would settle it, where the headline alone does not', () => {
    const lines = renderText(
      withVerdict({
        kind: 'inconclusive',
        headline: 'Inconclusive.',
        because: 'One address.',
        settle: 'Probe from another.',
        advice: [],
      }),
    );
    expect(lines.slice(-2)).toEqual(['Verdict    Inconclusive. One address.', '           ? Probe from another.']);
  });

  test('says the same with colours as without', () => {
    const colored = renderText(report, { labels, color: true });
    expect(colored.join('')).toContain('\u001b[');
    expect(colored.map(stripVTControlCharacters)).toEqual(renderText(report, { labels }));
  });

  test('gives every backend that answered a part of its bar', () => {
    const backends = { a: 500, b: 1, c: 1 };
    const samples = Object.keys(backends).map((backend) => ({
      ...report.samples[0],
      at: 0,
      experiment: 'fresh',
      session: 0,
      connection: 1,
      cookiesSet: [],
      took: 1,
      backend,
    }));
    const [evidence] = report.evidence;
    const [, line] = renderText({ ...report, samples, evidence: evidence ? [{ ...evidence, backends }] : [] });
    expect(line).toContain('##################.=');
  });

  test('says nothing of how backends are told apart where it was asked for', () => {
    const asked = { ...report, identity: { by: '/uuid', discovered: false } };
    expect(renderText(asked, { labels })[0]).toMatch(/^Probe/);
  });

  test.each(experimentNames)('has a row for the experiment %s, with a bar where it is about who answered', (name) => {
    const row = { ...fresh, experiment: name, title: 'as it was sent', finding: 'what it shows', stayed: true };
    const line = renderText({ ...report, evidence: [row] })[1];
    expect(line).toMatch(/^Probe {6}as it was sent {6}(#{20} {3})?(what it shows|1 on 5f0c4a12, 1 on|all stayed)/);
  });

  test('stays short, however much a route answers with', () => {
    const backends = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`pod-${index}`, 1]));
    const samples = Object.keys(backends).map((backend, at) => ({ ...sample, at, session: at, backend }));
    const long = 'x '.repeat(50_000);
    const lines = renderText(
      withVerdict(
        { because: long, advice: Array.from({ length: 500 }, () => long), kind: 'inconclusive', settle: long },
        { samples, evidence: Array.from({ length: 500 }, () => ({ ...fresh, backends, finding: long })) },
      ),
    );
    expect(lines.length).toBeLessThan(400);
  });

  test('never sends what acts on a terminal, and keeps to its width where words allow', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 70, max: 200 }), (text, columns) => {
        for (const line of renderText(reportSaying(text), { columns, labels: { '5f0c4a12-aaaa': text } })) {
          expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u);
        }
        for (const line of renderText(report, { columns, labels })) expect(line.length).toBeLessThanOrEqual(columns);
      }),
      { numRuns: 40 },
    );
  });
});

function never(): never {
  throw new Error('the fixture is empty');
}
