import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SessionTokens } from './session-tokens.ts';

const tokens = new SessionTokens(Buffer.alloc(32, 1));
const endpoint = { ip: '10.0.0.1', port: 8080, pod: 'a' };
const key = tokens.keyOf('rule', endpoint);

test('what was sealed for a rule opens for it, and for nothing else', () => {
  const token = tokens.seal('rule', key, 1_800_000_000_000);

  expect(tokens.open('rule', token)).toEqual({ key, begun: 1_800_000_000_000 });
  expect(tokens.open('other', token)).toBeUndefined();
  expect(new SessionTokens(Buffer.alloc(32, 2)).open('rule', token)).toBeUndefined();
});

test('a pod that got the address of another one has another key, and each rule has its own', () => {
  const keys = [key, tokens.keyOf('rule', { ...endpoint, pod: 'b' }), tokens.keyOf('other', endpoint)];

  expect(new Set(keys).size).toBe(3);
});

test('nothing but a token opens, whatever it is', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.base64String(), fc.string({ minLength: 40, maxLength: 40 })), (text) => {
      expect(tokens.open('rule', text)).toBeUndefined();
    }),
  );
});
