import { expect, test } from 'vitest';
import type { RequestRow } from '../src/lab-requests/protocol.ts';
import { matches } from './row-text.ts';

const row: RequestRow = {
  type: 'request',
  time: '03:04:05.006',
  request: 'GET sticky.info/Cart',
  route: 'sticky-i',
  session: 'key#1f2e3d4c',
  sessionMark: { kind: 'moved', text: 'moved' },
  tries: [{ pod: 'sticky-d-5d4f8-rdn6q', name: 'rdn6q', letter: 'A', color: 0, why: 'refused', isFailed: true }],
  tryMark: { kind: 'retry', text: 'retry' },
  status: '502',
  isFailed: true,
  milliseconds: '1.3',
};

test.each(['', '  ', 'cart', 'RDN6Q', '5d4f8', '1f2e', 'moved', 'retry', 'refused 502', '502 /cart', 'a sticky-d'])(
  'the filter "%s" lets it pass',
  (filter) => expect(matches(row, filter)).toBe(true),
);

test.each(['cartoon', '200', 'cart 6gjmv', '.*'])('the filter "%s" does not', (filter) => {
  expect(matches(row, filter)).toBe(false);
});

test('a gap is found by its words', () => {
  expect(matches({ type: 'gap', text: '7 requests left out' }, 'left')).toBe(true);
});
