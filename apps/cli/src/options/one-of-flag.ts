import { CliError } from '../errors.ts';

/** A commander parser for one of a few words. As commander's own `choices`, but the help is left to the description. */
export function oneOfFlag<const T extends string>(flag: string, words: readonly T[]): (text: string) => T {
  return (text) => {
    const word = words.find((each) => each === text);
    if (word !== undefined) return word;
    throw new CliError('usage', `${flag}: ${JSON.stringify(text)} is none. Allowed choices are ${words.join(', ')}`);
  };
}
