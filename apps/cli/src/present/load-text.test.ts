import type { LoadReport } from '@sticky/probe';
import { expect, it } from 'vitest';
import { createStyle } from '../terminal/style.ts';
import { loadText } from './load-text.ts';

const report: LoadReport = {
  schema: 'sticky.load/v1',
  url: 'http://sticky.info/',
  startedAt: '2026-11-22T18:00:00.000Z',
  took: 10_004,
  ended: 'done',
  seed: 1,
  identity: { by: '/uuid', discovered: true },
  requests: 120_000,
  skipped: 0,
  answers: 119_990,
  requestsPerSecond: 11_994.4,
  latency: { mean: 1.5, p50: 1.234, p90: 4.5, p99: 28.34, p999: 228.1, max: 1_234.5 },
  backends: {
    '5f0c4a12-0d5c': { answers: 80_000, sessions: 600 },
    '9b71d3e0-7a3b': { answers: 39_980, sessions: 400 },
  },
  sessions: { count: 1_000, compared: 999, moved: 3, moves: 5, movesAfterExpiry: 4, mostMoves: 2 },
  cookies: { set: 1_004, refused: 0, sent: 118_000, judged: 117_900, honoured: 117_899 },
  statuses: { 200: 119_980, 503: 10 },
  failures: { ECONNRESET: 10, 'bad-status': 10 },
  connections: { count: 50, dialled: 60, retried: 0 },
  bytes: { sent: 1, received: 2 },
};

function shown(change: Partial<LoadReport> = {}, labels = {}): string {
  return loadText(
    { url: report.url, connectTo: { host: '127.77.2.1', port: 80 } },
    { ...report, ...change },
    labels,
    createStyle(false),
  );
}

it('says how fast the answers came, from whom, and which sessions moved', () => {
  expect(shown({}, { '5f0c4a12-0d5c': 'rdn6q' })).toBe(
    `
Target     http://sticky.info/ at 127.77.2.1:80
Load       1,000 sessions over 50 connections, 10.0 s
Answers    119,990 of 120,000 requests, 11,994 a second
Latency    p50 1.23   p90 4.50   p99 28.3   p99.9 228   max 1235 ms
Backends   rdn6q      80,000 answers   66.7 %   first met by 600 sessions
           9b71d3e0   39,980 answers   33.3 %   first met by 400 sessions
Sessions   3 of 999 moved (told apart by /uuid)
           5 moves, 2 by the one that moved most, 4 when a cookie had ended
Cookies    set 1,004 times; honoured 117,899 of 117,900 times
Failures   10 ECONNRESET, 10 bad-status`.trimStart(),
  );
});

it('says so when nothing moved, nothing failed, and no cookie was of use', () => {
  const text = shown({
    ended: 'interrupted',
    skipped: 1_500,
    sessions: { count: 10, compared: 9, moved: 0, moves: 0, movesAfterExpiry: 0, mostMoves: 0 },
    cookies: { set: 20, refused: 20, sent: 0, judged: 0, honoured: 0 },
    failures: {},
  });
  expect(text).toContain('10 sessions over 50 connections, 10.0 s, interrupted\n');
  expect(text).toContain(' a second; 1,500 more were due, and skipped\n');
  expect(text).toContain('Sessions   none of 9 moved (told apart by /uuid)\n');
  expect(text).toContain('Cookies    set 20 times, 20 of them such that no browser sends back; none was sent back\n');
  expect(text).toMatch(/Failures {3}none$/);
});

it('stays short before many backends, and disarms what they call themselves', () => {
  const many = Array.from({ length: 40 }, (_, index) => [`\u001b[2J${index}`, { answers: 40 - index, sessions: 1 }]);
  const text = shown({ backends: Object.fromEntries(many) });
  expect(text).toContain('and 30 more\n');
  expect(text).not.toContain('\u001b');
});

it('has nothing to tell of a load that got no answer in time', () => {
  const { latency: _, ...rest } = report;
  const nothing = { count: 10, compared: 0, moved: 0, moves: 0, movesAfterExpiry: 0, mostMoves: 0 };
  const text = loadText(
    { url: report.url },
    {
      ...rest,
      answers: 0,
      backends: {},
      sessions: nothing,
      cookies: { set: 0, refused: 0, sent: 0, judged: 0, honoured: 0 },
    },
    {},
    createStyle(false),
  );
  expect(text).toContain('Target     http://sticky.info/\n');
  expect(text).toContain(
    'Backends   no answer says who gave it\nSessions   none was answered twice, so none could move\n',
  );
  expect(text).not.toContain('Latency');
});
