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
  const add: Field[] = [];
  const remove = new Set(HIDDEN);
  for (const [name, value] of fields) {
    const lower = name.toLowerCase();
    const rewriter = rewriterOf(rewrite, lower);
    if (rewriter === undefined) continue;
    remove.add(lower);
    add.push([name, rewriter(value)]);
  }
  if (own.length === 0 && add.length === 0) return PLAIN;
  for (const [name] of own) remove.add(name.toLowerCase());
  return { remove, add: [...add, ...own] };
}

function rewriterOf(
  { cookiePath, cookieDomain, redirect }: AnswerRewrite,
  name: string,
): ((value: string) => string) | undefined {
  if (name === 'set-cookie' && (cookiePath ?? cookieDomain) !== undefined) {
    return (value) =>
      value
        .split(';')
        .map((part, index) => (index === 0 ? part : attribute(part)))
        .join(';');
  }
  if (redirect === undefined) return undefined;
  if (name === 'location') return (value) => beginning(value, redirect);
  if (name === 'refresh') {
    return (value) =>
      value.replace(/^(.*?url=)(.*)$/is, (_, before: string, url: string) => `${before}${beginning(url, redirect)}`);
  }
  return undefined;

  function attribute(part: string): string {
    const [, before = '', name = '', value = ''] = /^(\s*(path|domain)\s*=\s*)(.*)$/i.exec(part) ?? [];
    if (name.toLowerCase() === 'path' && cookiePath !== undefined) return before + beginning(value, cookiePath);
    if (name.toLowerCase() === 'domain' && cookieDomain !== undefined) return before + domain(value, cookieDomain);
    return part;
  }
}

function beginning(value: string, { from, to }: Replacement): string {
  return value.startsWith(from) ? to + value.slice(from.length) : value;
}

/** In any case, and as a whole; a leading dot stays, and a dot of the setting's first part says nothing. */
function domain(value: string, { from, to }: Replacement): string {
  const dot = value.startsWith('.') ? '.' : '';
  return value.slice(dot.length).toLowerCase() === from.replace(/^\./, '').toLowerCase() ? dot + to : value;
}
