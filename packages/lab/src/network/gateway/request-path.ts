/** The parts of a request's target. */
export interface RequestPath {
  readonly path: string;
  /** With the question mark; empty where there is none. */
  readonly query: string;
}

/**
 * Path and query of a request, the path as RFC 3986 section 6.2.2 normalises it: without `.` and `..`, and without escapes
 * of letters that need none. Routes are chosen by it and pods get it, as from Envoy: `/public/../admin` is not public.
 */
export function requestPath(target: string): RequestPath {
  const mark = target.indexOf('?');
  const path = mark === -1 ? target : target.slice(0, mark);
  return { path: normalised(path), query: mark === -1 ? '' : target.slice(mark) };
}

function normalised(path: string): string {
  const unescaped = path.includes('%') ? path.replace(/%[0-9a-fA-F]{2}/g, unescapeUnreserved) : path;
  return unescaped.includes('/.') ? withoutDots(unescaped) : unescaped;
}

function unescapeUnreserved(escaped: string): string {
  const letter = String.fromCharCode(Number.parseInt(escaped.slice(1), 16));
  return /[A-Za-z0-9\-._~]/.test(letter) ? letter : escaped.toUpperCase();
}

/** RFC 3986 section 5.2.4. */
function withoutDots(path: string): string {
  const kept: string[] = [];
  const segments = path.split('/');
  for (const segment of segments) {
    if (segment !== '.' && segment !== '..') kept.push(segment);
    else if (segment === '..' && kept.length > 1) kept.pop();
  }
  const last = segments.at(-1);
  const text = kept.join('/') + (last === '.' || last === '..' ? '/' : '');
  return text.startsWith('/') ? text : `/${text}`;
}
