import type { VerdictKind } from '../verdict.ts';

/**
 * What may be expected of a verdict, and the verdicts that meet it. `sticky` is what keeps a client over several
 * connections and pages. A connection is no session (a browser opens several), and no more is a URL (a visit has
 * several), so what is pinned by them alone counts as not sticky.
 */
const met = {
  sticky: ['sticky-by-cookie', 'sticky-by-address', 'sticky-by-header'],
  'not-sticky': [
    'not-sticky',
    'sticky-by-connection',
    'sticky-by-url',
    'partly-sticky',
    'cookie-not-honoured',
    'cookie-not-returned',
  ],
  cookie: ['sticky-by-cookie'],
  address: ['sticky-by-address'],
  header: ['sticky-by-header'],
  connection: ['sticky-by-connection'],
  url: ['sticky-by-url'],
  'one-backend': ['one-backend'],
  'partly-sticky': ['partly-sticky'],
  'cookie-not-honoured': ['cookie-not-honoured'],
  'cookie-not-returned': ['cookie-not-returned'],
  inconclusive: ['inconclusive'],
} as const satisfies Record<string, readonly VerdictKind[]>;

/** What may be expected of a verdict: a kind of it, or several in one word. */
export type VerdictWord = keyof typeof met;

/** Every word, in the order in which people are told of them. */
export const verdictWords = [
  'sticky',
  'not-sticky',
  'cookie',
  'address',
  'header',
  'connection',
  'url',
  'one-backend',
  'partly-sticky',
  'cookie-not-honoured',
  'cookie-not-returned',
  'inconclusive',
] as const satisfies readonly VerdictWord[];

/** Whether a verdict of this kind is what the word means. */
export function meets(kind: VerdictKind, word: VerdictWord): boolean {
  const kinds: readonly VerdictKind[] = met[word];
  return kinds.includes(kind);
}
