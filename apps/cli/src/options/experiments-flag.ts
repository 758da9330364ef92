import type { ExperimentName } from '@sticky/probe';
import { CliError } from '../errors.ts';

/** What `all` stands for. */
const all = [
  'forged',
  'stale',
  'duplicate',
  'oversized',
  'fairness',
  'websocket',
  'http2',
] as const satisfies readonly ExperimentName[];

/** What can be asked for besides the verdict. `expiry` waits until a cookie has ended, so only its own name asks for it. */
const further = [...all, 'expiry'] as const;

/** A commander parser for names with commas between them, `all` among them. */
export function experimentsFlag(flag: string): (text: string) => readonly ExperimentName[] {
  return (text) => {
    const names = text.split(',').flatMap((given): readonly ExperimentName[] => {
      const word = given.trim();
      const name = further.find((each) => each === word);
      if (name !== undefined) return [name];
      if (word === 'all') return all;
      const known = `Allowed choices are all, ${further.join(', ')}`;
      throw new CliError('usage', `${flag}: ${JSON.stringify(word)} is no experiment. ${known}`);
    });
    return [...new Set(names)];
  };
}
