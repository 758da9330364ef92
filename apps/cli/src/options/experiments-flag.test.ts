import { expect, it } from 'vitest';
import { experimentsFlag } from './experiments-flag.ts';

const parse = experimentsFlag('--experiments');

it('reads names, and all for those that do not wait', () => {
  expect(parse('expiry')).toEqual(['expiry']);
  expect(parse('forged, http2')).toEqual(['forged', 'http2']);
  expect(parse('all')).toContain('fairness');
  expect(parse('all')).not.toContain('expiry');
  expect(parse('all,expiry,forged')).toEqual([...parse('all'), 'expiry']);
});

it.each(['', 'verdict', 'forged,', 'All', 'forged http2'])('refuses %j', (text) => {
  expect(() => parse(text)).toThrow(/--experiments: .* is no experiment\. Allowed choices are all, forged/);
});
