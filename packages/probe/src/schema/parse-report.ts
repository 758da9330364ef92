import { ProbeError } from '../errors.ts';
import type { Report } from '../report.ts';
import { firstIssue } from './issue.ts';
import { reportSchema } from './report-schema.ts';

/**
 * A report as it was written to a file, checked.
 *
 * @param value what `JSON.parse` gave
 * @throws ProbeError `invalid-report`, naming the first place that is wrong
 */
export function parseReport(value: unknown): Report {
  const parsed = reportSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ProbeError(
    'invalid-report',
    `Not a report of sticky.report/v1: ${firstIssue(parsed.error)}. Write it again with "sticky probe --report".`,
  );
}
