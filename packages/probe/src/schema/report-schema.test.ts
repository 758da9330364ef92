import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { assertType, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { parseReport, type Report } from '../index.ts';
import { report } from '../report.fixture.ts';
import { publishedReportSchema } from './published.ts';
import type { reportSchema } from './report-schema.ts';

/** Every key of a type, all the way down, as if it were always there. */
type Whole<T> = T extends readonly (infer Item)[]
  ? readonly Whole<Item>[]
  : T extends object
    ? { [Key in keyof T]-?: Whole<T[Key]> }
    : T;
type Takes<Wide, Narrow> = [Narrow] extends [Wide] ? true : false;
type Parsed = z.output<typeof reportSchema>;

describe('the schema of reports', () => {
  test('is the type Report: no key more, none less, each as needed and as wide', () => {
    assertType<Takes<Report, Parsed>>(true);
    assertType<Takes<Parsed, Report>>(true);
    assertType<Takes<Whole<Report>, Whole<Parsed>>>(true);
    assertType<Takes<Whole<Parsed>, Whole<Report>>>(true);
  });

  test('is published as it is: run "vitest -u" after a change', async () => {
    await expect(publishedReportSchema()).toMatchFileSnapshot('../../schema/sticky.report.v1.schema.json');
  });

  test('takes a report by any reader of JSON Schema, and refuses what is none', () => {
    const validate = new Ajv2020({ validateFormats: false }).compile(JSON.parse(publishedReportSchema()));
    expect(validate(JSON.parse(JSON.stringify(report)))).toBe(true);
    expect(validate({ ...report, schema: 'sticky.report/v2' })).toBe(false);
  });
});

describe('reading a report', () => {
  const written = () => JSON.parse(JSON.stringify(report));

  test('gives what was written', () => {
    expect(parseReport(written())).toEqual(report);
  });

  test('passes over keys that a later version adds', () => {
    expect(parseReport({ ...written(), mood: 'good' })).toEqual(report);
  });

  test.for<[what: string, change: object, says: string]>([
    ['another version', { schema: 'sticky.report/v2' }, 'schema: '],
    ['no verdict', { verdict: undefined }, 'verdict: '],
    ['a verdict that nobody gives', { verdict: { ...report.verdict, kind: 'blessed' } }, 'verdict.kind: '],
    ['a request in no order', { samples: [report.samples[0], { at: -1 }] }, 'samples[1].at: '],
    ['a count that is none', { sessionsPerBackend: { a: 'many' } }, 'sessionsPerBackend.a: '],
  ])('of %s is refused, and the place is named', ([, change, says]) => {
    expect(() => parseReport({ ...written(), ...change })).toThrow(
      expect.objectContaining({ code: 'invalid-report', message: expect.stringContaining(says) }),
    );
  });

  test('of anything at all is refused with one printable line', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(() => parseReport(value)).toThrow(
          expect.objectContaining({ code: 'invalid-report', message: expect.not.stringMatching(/[\p{Cc}\p{Cf}]/u) }),
        );
      }),
    );
  });
});
