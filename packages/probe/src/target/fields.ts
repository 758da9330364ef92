import { ProbeError } from '../errors.ts';
import { printable } from '../printable.ts';
import type { Field } from '../transport.ts';

/** What the wire sets by itself, and who else says it. */
const ruled: Readonly<Record<string, string>> = {
  host: 'give the host to ask for instead',
  cookie: 'the probe sends the cookies that the route sets',
  'accept-encoding': 'the probe asks for bodies as they are',
  connection: 'the probe rules its connections',
  'keep-alive': 'the probe rules its connections',
  'proxy-connection': 'the probe rules its connections',
  'proxy-authorization': "put it into the proxy's address",
  upgrade: 'the probe chooses its protocol',
  te: 'the probe chooses its protocol',
  'http2-settings': 'the probe chooses its protocol',
  expect: 'the probe sends no body',
  'content-length': 'the probe sends no body',
  'transfer-encoding': 'the probe sends no body',
  trailer: 'the probe sends no body',
};

/**
 * Header fields that may be added to a request (RFC 9110, 5.1 and 5.5).
 *
 * @throws ProbeError `invalid-field`, naming the field without its value
 */
export function parseFields(fields: readonly Field[]): readonly Field[] {
  for (const [name, value] of fields) {
    if (!/^[!#$%&'*+.^`|~\w-]+$/.test(name)) {
      throw new ProbeError('invalid-field', `Not the name of a header field: "${printable(name).slice(0, 100)}".`);
    }
    const instead = Object.hasOwn(ruled, name.toLowerCase()) ? ruled[name.toLowerCase()] : undefined;
    if (instead !== undefined) throw new ProbeError('invalid-field', `The field ${name} cannot be added: ${instead}.`);
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
      throw new ProbeError(
        'invalid-field',
        `The value of the field ${name} cannot be sent: it takes one line of Latin-1.`,
      );
    }
  }
  return fields.map(([name, value]) => [name, value]);
}
