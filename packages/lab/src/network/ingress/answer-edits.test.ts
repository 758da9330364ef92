import { expect, test } from 'vitest';
import { answerEdits } from './answer-edits.ts';

const REWRITE = {
  cookiePath: { from: '/', to: '/x' },
  cookieDomain: { from: 'a.info', to: 'b.info' },
  redirect: { from: 'http://a', to: 'http://b' },
};

test.each([
  ['Set-Cookie', `a=b; x${' '.repeat(60_000)}y`],
  ['Set-Cookie', `a=b; ${'x '.repeat(30_000)}y`],
  ['Set-Cookie', `a=b${'; '.repeat(30_000)}`],
  ['Refresh', `0; ${'url'.repeat(20_000)}`],
  ['Location', 'http://'.repeat(9_000)],
])('a pod that answers with a long %s is not waited for', (name, value) => {
  const begun = performance.now();

  answerEdits(REWRITE, [], [[name, value]]);

  expect(performance.now() - begun).toBeLessThan(500);
});
