import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bodyLimit, gatherAnswer, headLimit } from './answer.ts';

test('an answer is what was gathered, in order', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 5_000 })), (chunks) => {
      const answer = gatherAnswer();
      answer.head(200, { 'set-cookie': ['a=1', 'b=2'], via: ['x', 'y'], location: '/' });
      for (const chunk of chunks) answer.data(chunk);
      expect(answer.end()).toEqual({
        status: 200,
        fields: { via: 'x, y', location: '/' },
        setCookie: ['a=1', 'b=2'],
        location: '/',
        body: Buffer.concat(chunks),
      });
    }),
  );
});

test('a body of a million chunks costs little more than its bytes', () => {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  const held = () => {
    if (typeof collect === 'function') collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const answer = gatherAnswer();
  answer.head(200, {});
  const before = held();
  for (let byte = 0; byte < bodyLimit; byte++) answer.data(Uint8Array.of(byte));

  expect(held() - before).toBeLessThan(8 * bodyLimit);
  expect(answer.end().body?.byteLength).toBe(bodyLimit);
});

test('each bound is a failure with a name, and what was known before it stays', () => {
  const answer = gatherAnswer();
  expect(() => answer.head(200, { x: 'x'.repeat(headLimit) })).toThrow('headers-too-large');
  expect(answer.failed('headers-too-large')).toEqual({ fields: {}, setCookie: [], failure: 'headers-too-large' });

  answer.head(200, { via: 'x', 'content-length': '9' });
  expect(() => answer.data(Buffer.alloc(bodyLimit + 1))).toThrow('body-too-large');
  answer.data(Buffer.from('12345678'));
  expect(() => answer.end()).toThrow('closed-early');
  expect(answer.failed('closed-early')).toMatchObject({ status: 200, fields: { via: 'x' }, failure: 'closed-early' });
});

test('nothing at all is no answer', () => {
  expect(() => gatherAnswer().end()).toThrow('closed-early');
});
