import { access, readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { ExpectedRoute } from '@sticky/probe';
import { parseDocument } from 'yaml';
import { CliError } from '../errors.ts';

/** The file that `sticky probe` without a name looks for. */
export const EXPECTATION_FILE = 'sticky.expect.yaml';

/** Whether there is one in the folder that the command runs in. */
export async function hasExpectationFile(): Promise<boolean> {
  return access(EXPECTATION_FILE).then(
    () => true,
    () => false,
  );
}

/** The routes of the file, with the paths in it made those from here. @throws CliError `usage` */
export async function readExpectationFile(path: string): Promise<readonly ExpectedRoute[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new CliError('usage', `--expect-file: cannot read ${path}`, { cause });
  });
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) throw new CliError('usage', `${path}: ${firstLine(error.message)}`, { cause: error });
  const { parseExpectations } = await import('@sticky/probe');
  try {
    // Aliases are counted, so that few lines cannot stand for millions.
    const routes = parseExpectations(document.toJS({ maxAliasCount: 100 }));
    const folder = dirname(resolve(path));
    return routes.map((route) => (route.ca === undefined ? route : { ...route, ca: resolve(folder, route.ca) }));
  } catch (cause) {
    const reason = cause instanceof Error ? firstLine(cause.message) : String(cause);
    throw new CliError('usage', `${path}: ${reason}`, { cause });
  }
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
