import type { VerdictKind } from '../verdict.ts';

/** How good a verdict is for who wants sessions to hold; every tone has a sign of its own beside its colour. */
export type Tone = 'ok' | 'warning' | 'bad' | 'info';

const tones: Readonly<Record<VerdictKind, Tone>> = {
  'sticky-by-cookie': 'ok',
  'sticky-by-header': 'ok',
  'sticky-by-address': 'warning',
  'sticky-by-url': 'warning',
  'sticky-by-connection': 'warning',
  'partly-sticky': 'bad',
  'not-sticky': 'bad',
  'cookie-not-honoured': 'bad',
  'cookie-not-returned': 'bad',
  'one-backend': 'info',
  inconclusive: 'info',
};

export function toneOf(kind: VerdictKind): Tone {
  return tones[kind];
}
