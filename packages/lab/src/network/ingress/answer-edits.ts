import type { Field, FieldEdits } from '../proxy/route.ts';
import type { AnswerRewrite, Replacement } from './annotations/answer-rewrite.ts';

/** What nginx takes out of every answer of a pod (ngx_http_proxy_hide_headers): it says when and what it is itself. */
const HIDDEN: ReadonlySet<string> = new Set([
  'date',
  'server',
  'x-pad',
  'x-accel-expires',
  'x-accel-redirect',
  'x-accel-limit-rate',
  'x-accel-buffering',
  'x-accel-charset',
]);
const PLAIN: FieldEdits = { remove: HIDDEN, add: [] };

/**
 * What is done to the fields of a pod's answer.
 *
 * @param own what the ingress says itself, instead of what the pod says of the same
 */
export function answerEdits(rewrite: AnswerRewrite, own: readonly Field[], fields: readonly Field[]): FieldEdits {
  const isPlain = own.length === 0 && Object.keys(rewrite).length === 0;
  if (isPlain) return PLAIN;
  const add: Field[] = [];
  const remove = new Set(HIDDEN);
  for (const [name, value] of fields) {
    const lower = name.toLowerCase();
    const rewriter = rewriterOf(rewrite, lower);
    if (rewriter === undefined) continue;
    remove.add(lower);
    add.push([name, rewriter(value)]);
  }
  for (const [name] of own) remove.add(name.toLowerCase());
  return { remove, add: [...add, ...own] };
}

function rewriterOf(
  { cookiePath, cookieDomain, redirect }: AnswerRewrite,
  name: string,
): ((value: string) => string) | undefined {
  if (name === 'set-cookie' && (cookiePath ?? cookieDomain) !== undefined) {
    return (value) => rewriteCookie(value, { path: cookiePath, domain: cookieDomain });
  }
  if (redirect === undefined) return undefined;
  if (name === 'location') return (value) => beginning(value, redirect);
  if (name === 'refresh') {
    return (value) =>
      value.replace(/^(.*?url=)(.*)$/is, (_, before: string, url: string) => `${before}${beginning(url, redirect)}`);
  }
  return undefined;
}

interface CookieRewrite {
  readonly path: Replacement | undefined;
  readonly domain: Replacement | undefined;
}

/** ngx_http_proxy_rewrite_cookie: one in which something is rewritten is also written anew as a whole. */
function rewriteCookie(cookie: string, { path, domain }: CookieRewrite): string {
  const parts = cookie.split(';').map((part) => part.trim());
  // What is no `name=value` is no cookie to nginx.
  if (!parts[0]?.includes('=')) return cookie;
  const rewritten = parts.map((part, index) => {
    const equals = part.indexOf('=');
    if (index === 0 || equals === -1) return part;
    const [name, value] = [part.slice(0, equals).trimEnd(), part.slice(equals + 1).trimStart()];
    const lower = name.toLowerCase();
    if (lower === 'path' && path !== undefined) return changed(part, name, value, beginning(value, path));
    if (lower === 'domain' && domain !== undefined) return changed(part, name, value, domainOf(value, domain));
    return part;
  });
  return rewritten.every((part, index) => part === parts[index]) ? cookie : rewritten.join('; ');
}

function changed(part: string, name: string, before: string, after: string): string {
  return before === after ? part : `${name}=${after}`;
}

function beginning(value: string, { from, to }: Replacement): string {
  return value.startsWith(from) ? to + value.slice(from.length) : value;
}

/** In any case, and as a whole; a leading dot stays, and a dot of the setting's first part says nothing. */
function domainOf(value: string, { from, to }: Replacement): string {
  const dot = value.startsWith('.') ? '.' : '';
  return value.slice(dot.length).toLowerCase() === from.replace(/^\./, '').toLowerCase() ? dot + to : value;
}
