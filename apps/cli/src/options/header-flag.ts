import { CliError } from '../errors.ts';

export type HeaderField = readonly [name: string, value: string];

/** RFC 9110, 5.6.2. */
const TOKEN = /^[!#$%&'*+.^_`|~\w-]+$/;

/** What has a flag of its own; what else cannot be set so, the probe knows. */
const elsewhere: Readonly<Record<string, string>> = {
  authorization: 'give it with --bearer or --basic, which keep it off the command line',
  'proxy-authorization': 'put it into HTTPS_PROXY, which keeps it off the command line',
  host: 'give it with --host',
};

/** A commander parser that gathers `Name: value`. A value may be secret, so no message repeats it. */
export function headerFlag(flag: string): (text: string, before?: readonly HeaderField[]) => readonly HeaderField[] {
  return (text, before = []) => {
    const colon = text.indexOf(':');
    const name = text.slice(0, colon);
    const value = text.slice(colon + 1).trim();
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what would end the field, or the request
    if (colon < 1 || !TOKEN.test(name) || /[\u0000-\u0008\u000a-\u001f\u007f]/.test(value)) {
      throw new CliError('usage', `${flag}: write a header field as 'Name: value'`);
    }
    const hint = elsewhere[name.toLowerCase()];
    if (hint !== undefined) throw new CliError('usage', `${flag}: ${name} cannot be set so: ${hint}`);
    return [...before, [name, value]];
  };
}

/** A commander parser that gathers names of header fields. */
export function headerNameFlag(flag: string): (text: string, before?: readonly string[]) => readonly string[] {
  return (text, before = []) => {
    if (!TOKEN.test(text)) throw new CliError('usage', `${flag}: ${JSON.stringify(text)} is no name of a header field`);
    return [...before, text];
  };
}
