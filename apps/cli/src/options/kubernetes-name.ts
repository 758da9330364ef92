import { CliError } from '../errors.ts';

/** A commander parser for the name of any object (DNS-1123 subdomain): it goes into a request path. */
export function objectName(flag: string): (text: string) => string {
  return (text) => {
    if (text.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(text))
      return text;
    throw new CliError('usage', `${flag}: ${JSON.stringify(text)} is no name of an object: use a-z, 0-9, "-" and "."`);
  };
}
