import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { confirm } from './confirm.ts';

function person({ signal = new AbortController().signal } = {}) {
  return { input: new PassThrough(), output: new PassThrough(), signal };
}

it.each([
  ['y\n', true],
  ['YES\n', true],
  ['n\n', false],
  ['\n', false],
  ['yep\n', false],
])('takes the answer %j as %s', async (answer, expected) => {
  const asked = person();
  asked.input.write(answer);
  expect(await confirm('Carry this out?', asked)).toBe(expected);
  expect(String(asked.output.read())).toContain('Carry this out? [y/N] ');
});

it('takes the end of the input as no', async () => {
  const asked = person();
  asked.input.end();
  expect(await confirm('Carry this out?', asked)).toBe(false);
});

it('ends with the signal', async () => {
  const controller = new AbortController();
  const asked = person({ signal: controller.signal });
  const answer = confirm('Carry this out?', asked);
  controller.abort(new Error('Ctrl+C'));
  await expect(answer).rejects.toThrow('Ctrl+C');
});
