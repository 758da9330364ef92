import { extname } from 'node:path';
import { CliError } from '../errors.ts';

export interface ReportFile {
  readonly path: string;
  readonly format: 'html' | 'json';
}

/** Reads `--report FILE`: its ending says the format. */
export function reportFile(path: string): ReportFile {
  const ending = extname(path).toLowerCase();
  if (ending === '.html' || ending === '.json') return { path, format: ending === '.html' ? 'html' : 'json' };
  throw new CliError('usage', `--report: "${path}" must end in .html or .json`);
}
