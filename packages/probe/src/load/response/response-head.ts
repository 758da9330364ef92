import { trim } from '../../scope/set-cookie.ts';

/** The head of a response, as far as a client needs it. */
export interface ResponseHead {
  readonly status: number;
  /** How the end of the body is known. */
  readonly framing: 'none' | 'length' | 'chunked' | 'until close';
  /** Bytes of the body, by `length`. */
  readonly length: number;
  /** Whether the server takes another request on this connection. */
  readonly keepsAlive: boolean;
  readonly setCookie: readonly string[];
  /** The fields but Set-Cookie: names in lower case, several of one name joined by a comma. */
  readonly fields: Readonly<Record<string, string>>;
}

const statusLine = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: |$)/;
/** Names are tokens (RFC 9110, 5.6.2), and no blank stands before the colon (RFC 9112, 5.1). */
const token = /^[!#$%&'*+.^`|~\w-]+$/;
/** Any bytes but control characters, of which the tab is none: so no bare CR or LF, either. */
const line = /^[\t\x20-\x7e\x80-\xff]*$/;
/** Digits that a number holds exactly. */
const digits = /^\d{1,15}$/;

/** The value of a field of a head that was cut out of it; undefined when it has characters that no field has. */
export function fieldValue(text: string): string | undefined {
  return line.test(text) ? trim(text) : undefined;
}

/** Parses a head without its empty line. Undefined for one that is none, or that says two things of where its body ends. */
export function parseResponseHead(text: string): ResponseHead | undefined {
  const [first = '', ...rest] = text.split('\r\n');
  const match = statusLine.exec(first);
  if (match === null || !line.test(first)) return undefined;
  const status = Number(match[2]);
  const setCookie: string[] = [];
  const fields = new Map<string, string>();
  for (const field of rest) {
    const colon = field.indexOf(':');
    const name = field.slice(0, Math.max(0, colon)).toLowerCase();
    if (!token.test(name) || !line.test(field)) return undefined;
    const value = trim(field.slice(colon + 1));
    const before = fields.get(name);
    if (name === 'set-cookie') setCookie.push(value);
    else fields.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  const framing = framingOf(status, fields.get('transfer-encoding'), fields.get('content-length'));
  if (framing === undefined) return undefined;
  return {
    status,
    ...framing,
    keepsAlive: framing.framing !== 'until close' && keepsAlive(match[1] === '1', fields.get('connection')),
    setCookie,
    fields: Object.fromEntries(fields),
  };
}

/** RFC 9112, 6.3, strictly: two lengths, or a length beside a coding, are two opinions on what comes next. */
function framingOf(
  status: number,
  coding: string | undefined,
  length: string | undefined,
): Pick<ResponseHead, 'framing' | 'length'> | undefined {
  if (coding !== undefined && (length !== undefined || coding.toLowerCase() !== 'chunked')) return undefined;
  if (length !== undefined && !digits.test(length)) return undefined;
  if (status < 200 || status === 204 || status === 304) return { framing: 'none', length: 0 };
  if (coding !== undefined) return { framing: 'chunked', length: 0 };
  return length === undefined ? { framing: 'until close', length: 0 } : { framing: 'length', length: Number(length) };
}

function keepsAlive(isHttp11: boolean, connection: string | undefined): boolean {
  const options = connection?.toLowerCase().split(/[\t ]*,[\t ]*/) ?? [];
  return isHttp11 ? !options.includes('close') : options.includes('keep-alive');
}
