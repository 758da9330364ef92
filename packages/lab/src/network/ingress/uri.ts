/** The target of a request as nginx reads it. Both parts have one character a byte. */
export interface RequestUri {
  /** Decoded, slashes merged, dot segments resolved: what locations are compared with (`$uri`). */
  readonly path: string;
  /** With its question mark; empty where nothing follows that. */
  readonly query: string;
}

/** What nginx's parser copies as it is: nothing to decode, to merge or to resolve. */
const COMPLEX = /[%#]|\/\/|\/\./;

/** Undefined for a target that nginx answers with 400 (ngx_http_parse_complex_uri, `merge_slashes on`). */
export function parseUri(target: string): RequestUri | undefined {
  if (!target.startsWith('/')) return undefined;
  const mark = target.search(/[?#]/);
  const raw = mark === -1 ? target : target.slice(0, mark);
  const query = target[mark] === '?' ? target.slice(mark).replace(/#.*$/s, '') : '';
  const path = COMPLEX.test(raw) ? normalise(raw) : raw;
  return path === undefined ? undefined : { path, query: query === '?' ? '' : query };
}

function normalise(raw: string): string | undefined {
  const decoded = decode(raw);
  if (decoded === undefined) return undefined;
  const segments: string[] = [];
  const parts = decoded.split('/').slice(1);
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    if (part === '..') {
      if (segments.pop() === undefined) return undefined;
    } else if (part !== '.' && (part !== '' || isLast)) segments.push(part);
    if (isLast && (part === '..' || part === '.')) segments.push('');
  }
  return `/${segments.join('/')}`;
}

function decode(raw: string): string | undefined {
  if (/%(?![0-9a-f]{2})/i.test(raw)) return undefined;
  const decoded = raw.replace(/%([0-9a-f]{2})/gi, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  return decoded.includes('\0') ? undefined : decoded;
}

/** A path as it goes into a request line (ngx_escape_uri with NGX_ESCAPE_URI). */
export function escapeUri(path: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are the ones.
  return path.replace(/[\x00-\x20"#%<>?\\^`{|}\x7f-\xff]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  });
}

/** Text of an Ingress as the bytes in which nginx compares it. */
export function bytesOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
