import { Option } from '@commander-js/extra-typings';
import { CliError } from '../errors.ts';
import { durationFlag, fieldFlag } from './field-flag.ts';
import { objectName } from './kubernetes-name.ts';

/** What the faults of the lab ask in the same words. Each call makes a new one: commander keeps state in it. */
export const faultOption = {
  for: () => new Option('--for <duration>', 'how long, at most 1h').argParser(lengthFlag('--for')).default(60, '60s'),
  host: () => new Option('--host <host>', 'requests for this host alone').argParser(fieldFlag('--host', 'host')),
  pod: () =>
    new Option('--pod <name>', 'requests that go to this pod alone; rdn6q is enough').argParser(objectName('--pod')),
  share: () =>
    new Option('--share <percent>', 'in so many of the tries, by lot')
      .argParser(shareFlag('--share'))
      .default(1, '100%'),
};

/** A commander parser for the pod of a fault. */
export const podArgument = objectName('POD');

/** A commander parser for how long a fault lasts, or how often it comes, in seconds. */
export function lengthFlag(flag: string): (text: string) => number {
  const seconds = durationFlag(flag);
  return (text) => {
    if (seconds(text) <= MOST_SECONDS) return seconds(text);
    throw new CliError('usage', `${flag}: ${JSON.stringify(text)} is too long: give at most 1h`);
  };
}

const MOST_SECONDS = 3_600;

/** A commander parser for `30%`, as a share of 1. */
export function shareFlag(flag: string): (text: string) => number {
  return (text) => {
    const percent = /^(\d{1,3}(?:\.\d+)?)%$/.exec(text)?.[1];
    const share = Number(percent) / 100;
    if (share > 0 && share <= 1) return share;
    throw new CliError('usage', `${flag}: ${JSON.stringify(text)} is no share: write 30%, at most 100%`);
  };
}
