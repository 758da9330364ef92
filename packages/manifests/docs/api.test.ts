import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findGaps } from '../../../scripts/api-docs/find-gaps.ts';
import { renderApi } from '../../../scripts/api-docs/render-api.ts';
import { api } from './api.ts';

test('every export says what it is, and is made of what can be imported, too', () => {
  expect(findGaps(api.declarations)).toEqual([]);
});

test('api.md is up to date: write it anew with `npm run docs`', () => {
  expect(readFileSync(join(import.meta.dirname, 'api.md'), 'utf8')).toBe(renderApi(api));
});
