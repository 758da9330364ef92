import { createInterface } from 'node:readline/promises';

interface Asked {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly signal: AbortSignal;
}

/** Asks `question [y/N]` on `output`. Only `y` and `yes` are yes; the end of the input is no. */
export async function confirm(question: string, { input, output, signal }: Asked): Promise<boolean> {
  // The terminal edits the line, not readline: so Ctrl+C stays a signal, and ends more than the question.
  const prompt = createInterface({ input, output, terminal: false });
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
