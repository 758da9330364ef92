import { CliError } from '../errors.ts';

export type HeaderField = readonly [name: string, value: string];

/** RFC 9110, 5.6.2. */
const TOKEN = /^[!#$%&'*+.^_`|~\w-]+$/;

/** What the probe rules itself, or what has a flag of its own that keeps a secret off the command line. */
const elsewhere: Readonly<Record<string, string>> = {
  authorization: 'give it with --bearer or --basic',
  'proxy-authorization': 'it belongs into HTTPS_PROXY',
  cookie: 'the probe rules the cookies',
  host: 'give it with --host',
  connection: 'the probe rules the connections',
  'content-length': 'the probe sends no body',
  'transfer-encoding': 'the probe sends no body',
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
