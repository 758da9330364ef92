import { type Field, fieldError, parseDuration } from '@sticky/manifests';
import { CliError } from '../errors.ts';

/**
 * A commander parser for a value that `field` of an App or an Affinity takes. `flag` is what the message starts with:
 * `--host`, or `NAME` for an argument.
 */
export function fieldFlag(flag: string, field: Field): (text: string) => string {
  return (text) => {
    const problem = fieldError(field, text);
    if (problem !== undefined) throw new CliError('usage', `${flag}: ${problem}`);
    return text;
  };
}

/** As `fieldFlag`, for the fields that are numbers. */
export function numberFieldFlag(flag: string, field: 'port' | 'replicas'): (text: string) => number {
  const check = fieldFlag(flag, field);
  return (text) => Number(check(text));
}

/** As `fieldFlag`, for how long something lasts; in seconds. */
export function durationFlag(flag: string): (text: string) => number {
  const check = fieldFlag(flag, 'duration');
  return (text) => parseDuration(check(text));
}
