import { expect, test } from 'vitest';
import { openUnscopedJar } from './unscoped-jar.ts';

test('sends whatever it was set, until it ends', () => {
  let now = 0;
  const jar = openUnscopedJar(() => now);
  jar.store([
    'key=1; Path=/elsewhere; Domain=example.org; Secure',
    'sid=2; Max-Age=60',
    'nameless',
    'gone=1; Max-Age=0',
  ]);
  expect(jar.header()).toBe('key=1; sid=2; nameless');
  now = 60_000;
  expect(jar.names()).toEqual(['key', '']);
});
