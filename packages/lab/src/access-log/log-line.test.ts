import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accessEntry } from '../testing/access-entry.ts';
import { logLine, readLogLine } from './log-line.ts';

test('what is read is what was written, on one line, whatever the client and the cluster named', () => {
  const text = fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) });
  fc.assert(
    fc.property(
      text,
      text,
      text,
      fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
      (path, host, pod, ms) => {
        const entry = accessEntry({ path, host, tries: [{ pod, reason: 'retry', failure: path }], milliseconds: ms });
        const line = logLine(entry);
        expect(line.indexOf('\n')).toBe(line.length - 1);
        expect(readLogLine(line)).toEqual(JSON.parse(line));
        expect(readLogLine(line)).toMatchObject({ path, host });
      },
    ),
  );
});

test('a connection has less, and what is left out its number', () => {
  const connection = { time: '2026-01-02T03:04:05.678Z', via: 'service', route: 'default/web', tries: [] } as const;
  expect(readLogLine(logLine({ ...connection, milliseconds: 0 }))).toEqual({ ...connection, milliseconds: 0 });
  expect(readLogLine(logLine({ leftOut: 7 }))).toEqual({ leftOut: 7 });
});

test.each([
  '',
  'null',
  '{}',
  '{"leftOut":0}',
  '{"leftOut":"1"}',
  '<html>',
  JSON.stringify(accessEntry()).replace('cookie', 'whim'),
  JSON.stringify(accessEntry()).replace('cookie', 'toString'),
  JSON.stringify(accessEntry()).replace('ingress', 'nginx'),
  JSON.stringify(accessEntry()).replace('2026-01-02', 'yesterday'),
])('is not understood: %s', (line) => {
  expect(readLogLine(line)).toBeUndefined();
});
