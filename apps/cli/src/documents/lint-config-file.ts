import { readFile } from 'node:fs/promises';
import type { LintConfig } from '@sticky/manifests';
import { CliError } from '../errors.ts';

/** The file that `sticky lint` looks for in the folder that it runs in. */
const LINT_CONFIG_FILE = 'sticky.lint.yaml';

/** What the file says; nothing where none is named and there is none. @throws CliError `usage`; ManifestError `invalid-input` */
export async function readLintConfig(named: string | undefined): Promise<LintConfig> {
  const path = named ?? LINT_CONFIG_FILE;
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (named === undefined && cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return {};
    throw new CliError('usage', `--config: cannot read ${path}`, { cause });
  }
  const { ManifestError, parseLintConfig } = await import('@sticky/manifests');
  try {
    return parseLintConfig(text);
  } catch (cause) {
    if (!(cause instanceof ManifestError)) throw cause;
    throw new CliError('usage', `${path}: ${cause.message}`, { cause });
  }
}
