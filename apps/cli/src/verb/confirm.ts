import { createInterface } from 'node:readline/promises';
import type { Run } from '../run.ts';

/** Asks `question [y/N]` on stderr. Only `y` and `yes` are yes; the end of the input is no. */
export async function confirm({ terminal, signal }: Run, question: string): Promise<boolean> {
  terminal.clear();
  const prompt = createInterface({ input: terminal.stdin, output: terminal.stderr });
  const ended = new AbortController();
  prompt.once('close', () => ended.abort());
  try {
    const answer = await prompt.question(`${question} [y/N] `, { signal: AbortSignal.any([signal, ended.signal]) });
    return /^y(es)?$/i.test(answer.trim());
  } catch (error) {
    signal.throwIfAborted();
    if (ended.signal.aborted) return false;
    throw error;
  } finally {
    prompt.close();
  }
}
