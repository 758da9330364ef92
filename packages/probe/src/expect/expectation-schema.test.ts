import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { publishedExpectationsSchema } from '../schema/published.ts';

test('the schema of sticky.expect.yaml is published as it is: run "vitest -u" after a change', async () => {
  await expect(publishedExpectationsSchema()).toMatchFileSnapshot('../../schema/sticky.expect.v1.schema.json');
});

test('an editor that knows the schema takes a right file and marks a wrong one', () => {
  const validate = new Ajv2020({ validateFormats: false }).compile(JSON.parse(publishedExpectationsSchema()));
  expect(validate({ routes: [{ app: 'sticky-d', expect: 'sticky' }] })).toBe(true);
  expect(validate({ routes: [{ app: 'sticky-d', expect: { lifetimeAtLeast: '1h', failuresAtMost: '1%' } }] })).toBe(
    true,
  );
  expect(validate({ routes: [{ app: 'sticky-d', expect: 'stiky' }] })).toBe(false);
  expect(validate({ routes: [{ app: 'sticky-d', expect: { lifetime: '1h' } }] })).toBe(false);
});
