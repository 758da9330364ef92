import { escapeUri, type RequestUri } from './uri.ts';

/** `/x/$1` with the groups of a match, the whole match first. A group that took no part is empty. */
export function fillIn(template: string, groups: readonly string[] | undefined): string {
  return template.replace(/\$([1-9])/g, (_, digit: string) => groups?.[Number(digit)] ?? '');
}

/** The target that the pod gets where the path is rewritten: nginx escapes it anew, and keeps the query. */
export function rewriteTarget(template: string, groups: readonly string[], { query }: RequestUri): string {
  return `${escapeUri(fillIn(template, groups))}${query}`;
}
