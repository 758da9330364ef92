import { writeFile } from 'node:fs/promises';
import type { Report } from '@sticky/probe';
import { CliError } from '../errors.ts';
import type { ReportFile } from '../options/report-file.ts';
import type { BackendNames } from '../present/backend-names.ts';
import { reportHtml } from './report-html.ts';

/** Writes a probe's report to the file that the user named. @throws CliError `usage` when it cannot be written */
export async function writeReport({ path, format }: ReportFile, report: Report, names: BackendNames): Promise<void> {
  const text = format === 'json' ? `${JSON.stringify(report, undefined, 2)}\n` : reportHtml(report, names);
  try {
    await writeFile(path, text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError('usage', `--report: cannot write the file: ${reason}`, { cause: error });
  }
}
