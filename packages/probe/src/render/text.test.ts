import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { labels, report } from '../report.fixture.ts';
import type { Report } from '../report.ts';
import { renderText } from './text.ts';

const withVerdict = (verdict: Partial<Report['verdict']>, rest: Partial<Report> = {}): Report => ({
  ...report,
  ...rest,
  verdict: { ...report.verdict, ...verdict },
});

describe('a report in a terminal', () => {
  test('shows a bar for each experiment, the verdict with its odds, and what to know', () => {
    expect(renderText(report, { labels })).toEqual([
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
    const [line] = renderText({ ...report, samples, evidence: evidence ? [{ ...evidence, backends }] : [] });
    expect(line).toContain('##################.=');
  });

  test('never sends what acts on a terminal, and keeps to its width where words allow', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 70, max: 200 }), (text, columns) => {
        const hostile = withVerdict(
          { headline: text, because: text, advice: [text] },
          { evidence: report.evidence.map((one) => ({ ...one, title: text, finding: text })) },
        );
        for (const line of renderText(hostile, { columns, labels: { '5f0c4a12-aaaa': text } })) {
          expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u);
        }
        for (const line of renderText(report, { columns, labels })) expect(line.length).toBeLessThanOrEqual(columns);
      }),
      { numRuns: 40 },
    );
  });
});
