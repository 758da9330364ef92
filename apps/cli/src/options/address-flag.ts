import { isIP } from 'node:net';
import { CliError } from '../errors.ts';

/** A commander parser that gathers IP addresses. */
export function addressesFlag(flag: string): (text: string, before?: readonly string[]) => readonly string[] {
  return (text, before = []) => {
    if (isIP(text) !== 0) return [...before, text];
    throw new CliError('usage', `${flag}: ${JSON.stringify(text)} is no IP address: write 192.0.2.7 or 2001:db8::7`);
  };
}
