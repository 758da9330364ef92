import { isIPv4 } from 'node:net';

/**
 * How an address inside the cluster is written in a cookie's value; undefined when there is none to be read. Known are plain text,
 * base64 of it (Envoy's stateful session), hexadecimal, and F5 BIG-IP's decimal (K6917). All values of the cookie have to
 * have one: of a random value's eight hexadecimal digits one in 60 looks like a private address.
 */
export function addressWriting(values: readonly string[]): string | undefined {
  if (values.some(({ length }) => length > longest)) return undefined;
  return writings.find(({ least, found }) => values.length >= least && values.every(found))?.name;
}

/** A value longer than this has more to say than an address. */
const longest = 512;

/** Its first and last digits have the length of an address, and one in 60 looks like one. */
const UUID = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/gi;

const writings: readonly { name: string; least: number; found: (value: string) => boolean }[] = [
  { name: 'in plain text', least: 1, found: hasAddress },
  { name: 'as BIG-IP writes it', least: 1, found: isBigIp },
  { name: 'in base64', least: 1, found: (value) => tokens(value, /[^\w+/=-]+/).some(isBase64) },
  { name: 'in hexadecimal', least: 2, found: (value) => tokens(value, /[^\da-f]+/i).some(isHex) },
];

function tokens(value: string, between: RegExp): readonly string[] {
  return decoded(value).replace(UUID, '').split(between);
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    // Not percent-encoded: read as it is.
    return value;
  }
}

/** An IPv4 address that is private or has a port, or an IPv6 address in brackets with one. */
function hasAddress(value: string): boolean {
  const text = decoded(value);
  if (/\[[\da-f:]*:[\da-f:]+\]:\d{1,5}/i.test(text)) return true;
  return [...text.matchAll(/(?<![\d.])(\d{1,3}(?:\.\d{1,3}){3})(?![\d.])(:\d{1,5})?/g)].some(
    ([, address = '', port]) => isIPv4(address) && (port !== undefined || isPrivate(address.split('.').map(Number))),
  );
}

function isBase64(token: string): boolean {
  return token.length >= 12 && hasAddress(Buffer.from(token, 'base64').toString('latin1'));
}

/** An address, and perhaps a port, in 8 or 12 digits. */
function isHex(token: string): boolean {
  return (token.length === 8 || token.length === 12) && isPrivate([...Buffer.from(token.slice(0, 8), 'hex')]);
}

/** `1677787402.36895.0000`: the address and the port, least byte first. */
function isBigIp(value: string): boolean {
  const [, address = ''] = /^(\d{8,10})\.\d{1,5}\.0000$/.exec(value) ?? [];
  const number = Number(address);
  return address !== '' && number < 2 ** 32 && isPrivate([number & 255, (number >>> 8) & 255]);
}

/** RFC 1918, RFC 6598 (carriers, and pods of some clouds), loopback and link-local. */
function isPrivate([first = 0, second = 0]: readonly number[]): boolean {
  return (
    first === 10 ||
    first === 127 ||
    (first === 172 && second >= 16 && second < 32) ||
    (first === 192 && second === 168) ||
    (first === 169 && second === 254) ||
    (first === 100 && second >= 64 && second < 128)
  );
}

/** Text that people gave to a backend, or that a backend calls itself by: `pod0`, `web-1`. */
export function isName(text: string, backend: string | undefined): boolean {
  if (text === '') return false;
  if (text === backend) return true;
  return /^[a-z][\w.-]{0,62}$/i.test(text) && !/[\da-f]{8}|\w{20}/i.test(text);
}
