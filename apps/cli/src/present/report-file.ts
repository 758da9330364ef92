import { access, constants, writeFile } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { type Report, renderHtml } from '@sticky/probe';
import { CliError } from '../errors.ts';

/** Makes sure that a report can be written to FILE.html or FILE.json, before the work of finding it. @throws CliError `usage` */
export async function checkReportFile(path: string): Promise<void> {
  if (!isHtml(path) && extname(path).toLowerCase() !== '.json') {
    throw new CliError('usage', `--report: "${path}" must end in .html or .json`);
  }
  await access(dirname(resolve(path)), constants.W_OK).catch(rethrow);
}

/** Writes a report to a file that `checkReportFile` has passed. @throws CliError `usage` when it cannot be written */
export async function writeReport(
  path: string,
  report: Report,
  labels: Readonly<Record<string, string>>,
): Promise<void> {
  const text = isHtml(path) ? renderHtml(report, { labels }) : `${JSON.stringify(report, undefined, 2)}\n`;
  await writeFile(path, text).catch(rethrow);
}

function isHtml(path: string): boolean {
  return extname(path).toLowerCase() === '.html';
}

function rethrow(error: unknown): never {
  const reason = error instanceof Error ? error.message : String(error);
  throw new CliError('usage', `--report: cannot write the file: ${reason}`, { cause: error });
}
