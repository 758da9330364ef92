import * as z from 'zod';
import { titleOf } from '../../object-identity.ts';
import type { Finding } from '../rule.ts';

const path = z.array(z.union([z.string(), z.int()])).describe("Keys and indices from the object's top.");
const object = z.string().describe('Kind, namespace where it has one, and name: Ingress shop/web.');
const position = z.int().min(1);

const finding = z.strictObject({
  rule: z.string().describe('Stable id of the rule.'),
  severity: z.enum(['error', 'warning', 'note']),
  message: z.string().describe('What is wrong here and what to do.'),
  why: z.string().describe('Why it matters.'),
  place: z
    .strictObject({ file: z.string(), line: position, column: position, endLine: position, endColumn: position })
    .describe('Lines and columns from 1, columns in UTF-16 units, the end behind the last character.'),
  object: object.exactOptional(),
  fix: z
    .strictObject({
      title: z.string(),
      edits: z.array(
        z.discriminatedUnion('kind', [
          z.strictObject({ object, kind: z.literal('set'), path, value: z.json() }),
          z.strictObject({ object, kind: z.literal('remove'), path }),
          z.strictObject({ object, kind: z.literal('rename'), path, key: z.string() }),
        ]),
      ),
    })
    .exactOptional()
    .describe('Only where it is safe.'),
});

const report = z.strictObject({
  version: z.literal(1),
  findings: z.array(finding).describe('In the order of files, lines and rules.'),
});

/** What `sticky lint --output json` prints: held to `schema/sticky.findings.v1.schema.json`. */
export type FindingsReport = z.output<typeof report>;

/** Findings as a plain value of the published schema. */
export function findingsJson(findings: readonly Finding[]): FindingsReport {
  return report.parse({
    version: 1,
    findings: findings.map(({ fix, ...rest }) => ({
      ...rest,
      ...(fix !== undefined && {
        fix: {
          title: fix.title,
          edits: fix.edits.map(({ document, edit }) => ({ object: titleOf(document.object), ...edit })),
        },
      }),
    })),
  });
}

/** The JSON Schema (2020-12) of what `findingsJson` gives. */
export function findingsSchema(): object {
  return { title: 'Findings of sticky lint', ...z.toJSONSchema(report) };
}
