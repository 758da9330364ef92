import { z } from 'zod';
import { expectationsSchema } from '../expect/expectation-schema.ts';
import { reportSchema } from './report-schema.ts';

/** `schema/sticky.report.v1.schema.json`, for whoever reads reports without this package. */
export function publishedReportSchema(): string {
  return published(reportSchema, 'What a probe of Sticky found');
}

/** `schema/sticky.expect.v1.schema.json`, for editors that complete and check `sticky.expect.yaml`. */
export function publishedExpectationsSchema(): string {
  return published(expectationsSchema, 'What routes are expected to be');
}

/** What a writer has to keep to (`input`), as text of JSON Schema 2020-12. */
function published(schema: z.ZodType, title: string): string {
  const json = z.toJSONSchema(schema, {
    io: 'input',
    // Says that a program may not change it, which is about TypeScript and not about the file.
    override: ({ jsonSchema }) => void delete jsonSchema.readOnly,
  });
  return `${JSON.stringify({ title, ...json }, undefined, 2)}\n`;
}
