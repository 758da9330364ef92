import { durationIssue } from './duration.ts';
import { hostIssue, nameIssue } from './rules/dns.ts';
import { cookieNameIssue, cookiePathIssue, headerNameIssue, healthPathIssue, pathIssue } from './rules/http.ts';
import { imageIssue } from './rules/image.ts';
import { quote } from './rules/quote.ts';
import { PORT, type Range, REPLICAS, rangeIssue } from './rules/range.ts';

const RULES = {
  name: nameIssue,
  image: imageIssue,
  replicas: (text: string) => numberIssue(REPLICAS, text),
  port: (text: string) => numberIssue(PORT, text),
  host: hostIssue,
  path: pathIssue,
  healthPath: healthPathIssue,
  cookieName: cookieNameIssue,
  duration: durationIssue,
  cookiePath: cookiePathIssue,
  headerName: headerNameIssue,
} satisfies Record<string, (text: string) => string | undefined>;

/** What a person can be asked for. */
export type Field = keyof typeof RULES;

/** What to do about a text that was typed for one field, in one line; undefined when it can be used. */
export function fieldError(field: Field, text: string): string | undefined {
  return RULES[field](text);
}

function numberIssue(range: Range, text: string): string | undefined {
  if (!/^\d{1,9}$/.test(text)) {
    return `${range.what} is a whole number from ${range.from} to ${range.to}: give one, not ${quote(text)}.`;
  }
  return rangeIssue(range, Number(text));
}
