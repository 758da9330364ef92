import { access, constants, writeFile } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { CliError } from '../errors.ts';
import type { Run } from '../run.ts';
import { oneLine } from '../terminal/printable.ts';

/** The formats of a report, by the end of a file's name. */
const formats = { '.html': 'html', '.json': 'json', '.md': 'markdown', '.xml': 'junit' } as const;

export type ReportFormat = (typeof formats)[keyof typeof formats];

export interface ReportFile {
  readonly path: string;
  readonly format: ReportFormat;
}

/** A commander parser that gathers files to write a report to. */
export function reportFileFlag(flag: string): (text: string, before?: readonly ReportFile[]) => readonly ReportFile[] {
  return (text, before = []) => {
    const ends: Readonly<Record<string, ReportFormat>> = formats;
    const format = ends[extname(text).toLowerCase()];
    if (format !== undefined) return [...before, { path: text, format }];
    throw new CliError('usage', `${flag}: "${text}" must end in ${Object.keys(formats).join(', ')}`);
  };
}

/** Makes sure that the files can be written, before the work of finding what goes into them. @throws CliError `usage` */
export async function checkReportFiles(files: readonly ReportFile[]): Promise<void> {
  for (const { path } of files) await access(dirname(resolve(path)), constants.W_OK).catch(rethrow);
}

/** Writes a report and says where. @throws CliError `usage` when it cannot be written */
export async function writeReportFile({ terminal }: Run, path: string, text: string): Promise<void> {
  await writeFile(path, text).catch(rethrow);
  terminal.note(() => `Report: ${oneLine(path)}`);
}

function rethrow(error: unknown): never {
  const reason = error instanceof Error ? error.message : String(error);
  throw new CliError('usage', `--report: cannot write the file: ${reason}`, { cause: error });
}
