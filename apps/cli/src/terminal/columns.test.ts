import { expect, it } from 'vitest';
import { columns, wrap } from './columns.ts';

it('lines up columns, colours not counted', () => {
  expect(
    columns([
      ['a', 'bb'],
      ['\u001b[32mccc\u001b[39m', 'd'],
    ]),
  ).toEqual(['a     bb', '\u001b[32mccc\u001b[39m   d']);
});

it('breaks lines at spaces, and leaves a long word whole', () => {
  expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
  expect(wrap('a http://sticky.info/ b', 5)).toEqual(['a', 'http://sticky.info/', 'b']);
});
