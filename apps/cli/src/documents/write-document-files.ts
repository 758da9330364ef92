import { writeFile } from 'node:fs/promises';
import { CliError } from '../errors.ts';
import type { Run } from '../run.ts';
import { oneLine } from '../terminal/printable.ts';

/** A file and what it says. */
interface TextFile {
  readonly file: string;
  readonly text: string;
}

/** Writes each file that has another text now, and says so. @throws CliError `usage` for one that cannot be written */
export async function writeDocumentFiles(
  { terminal }: Run,
  flag: string,
  before: readonly TextFile[],
  after: readonly TextFile[],
): Promise<void> {
  const texts = new Map(before.map(({ file, text }) => [file, text]));
  for (const { file, text } of after) {
    if (texts.get(file) === text) continue;
    await writeFile(file, text).catch((cause: unknown) => {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new CliError('usage', `${flag}: cannot write ${file}: ${reason}`, { cause });
    });
    terminal.note(() => `Changed: ${oneLine(file)}`);
  }
}
