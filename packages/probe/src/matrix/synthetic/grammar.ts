import type { Random } from '../../random.ts';

/** How a synthetic router picks a backend for a client that nothing holds. */
export type Selection =
  | { readonly by: 'random' | 'weighted-turns'; readonly weights: readonly number[] }
  | { readonly by: 'turns' | 'least' }
  /** Each backend for about `length` requests in a row, whoever asks. */
  | { readonly by: 'runs'; readonly length: number }
  /** The same sequence again and again. */
  | { readonly by: 'pattern'; readonly pattern: readonly number[] }
  /** Knows all earlier answers: repeats the last one with this probability. */
  | { readonly by: 'echo'; readonly again: number }
  /** Knows all earlier answers and whom they went to: mostly answers from where most clients were last. */
  | { readonly by: 'crowd'; readonly follow: number }
  /** The last backend has just come up and gets its full share only after so many requests. */
  | { readonly by: 'slow-start'; readonly requests: number };

/** What a synthetic router goes by when it keeps a client. */
export type Holding =
  | { readonly by: 'nothing' | 'connection' | 'address' | 'url' | 'header' }
  | {
      readonly by: 'cookie';
      readonly names: readonly string[];
      /** Of several cookies: all are needed, or any one is enough. */
      readonly take: 'all' | 'any';
      /** What comes after the value in Set-Cookie. */
      readonly attributes: string;
      readonly returned: boolean;
      /** The cookie is set anew with each answer: with the same value, or with one that was not there before. */
      readonly renewed: 'never' | 'same' | 'new';
      /** The cookie leads to the backend that answered first, or to one picked anew. */
      readonly first: 'kept' | 'elsewhere';
      /** The cookie leads to one backend, or to a zone of several that balances again. */
      readonly leads: 'backend' | 'zone';
      /** After so many requests the router forgets the client and balances it anew. */
      readonly lasts?: number;
    };

/** One synthetic router: plain data, so that it can be printed. */
export interface Plan {
  readonly backends: number;
  readonly selection: Selection;
  readonly holding: Holding;
  /** Share of requests that are balanced though they could be held; the client is held anew where they went, or not. */
  readonly leak: number;
  readonly leakMoves: boolean;
  /** Cookies that the app sets beside: once a client, or with a new value each time. */
  readonly app: readonly { readonly name: string; readonly counts: boolean }[];
  /** Share of requests that fail. */
  readonly failures: number;
  /** Requests of other clients before each of the probe's, on average. */
  readonly traffic: number;
  /** Each answer closes its connection. */
  readonly closes: boolean;
  /** Before this request the first backend dies; what it held is balanced anew, or fails. */
  readonly death?: { readonly before: number; readonly fails: boolean };
  /** The probe is told how many backends there are. */
  readonly told: boolean;
}

/** Draws a router. The same numbers draw the same router. */
export function drawPlan(random: Random): Plan {
  const one = <T>(choices: readonly [T, ...T[]]): T => choices[Math.floor(random() * choices.length)] ?? choices[0];
  const between = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
  const often = (share: number) => random() < share;

  const backends = often(0.05) ? 1 : one([2, 2, 2, 3, 3, between(4, 10)]);
  const by = one([
    'nothing',
    'nothing',
    'cookie',
    'cookie',
    'cookie',
    'connection',
    'address',
    'url',
    'header',
  ] as const);
  const even = by === 'address' || by === 'url' || by === 'header';
  const selection = drawSelection();
  const holding = drawHolding();
  const app = often(0.3)
    ? [{ name: 'sid', counts: often(0.3) }, ...(often(0.3) ? [{ name: 'lang', counts: false }] : [])]
    : [];
  const leaks = by !== 'nothing' && !even && often(0.25);
  const death = often(0.1) && backends > 1 ? { before: between(5, 60), fails: often(0.3) } : undefined;
  return {
    backends,
    selection,
    holding,
    leak: leaks ? one([0.01, 0.03, 0.1, 0.25, 0.5]) : 0,
    leakMoves: often(0.5),
    app,
    failures: often(0.2) ? one([0.02, 0.1, 0.2]) : 0,
    traffic: often(0.3) ? one([0.3, 1, 4]) : 0,
    closes: by !== 'connection' && often(0.15),
    ...(death === undefined ? {} : { death }),
    told: dependsOnTime(selection) || often(0.5),
  };

  function drawSelection(): Selection {
    // What is kept by a hash is spread by it, whenever it is asked for.
    if (even || backends === 1) return { by: 'random', weights: Array(backends).fill(1) };
    switch (one(['random', 'random', 'weighted', 'turns', 'turns', 'weighted-turns', 'least', 'in time'] as const)) {
      case 'random':
        return { by: 'random', weights: Array(backends).fill(1) };
      case 'weighted':
        return { by: 'random', weights: drawWeights() };
      case 'weighted-turns':
        return { by: 'weighted-turns', weights: drawWeights() };
      case 'turns':
        return { by: 'turns' };
      case 'least':
        return { by: 'least' };
      default:
        return drawInTime();
    }
  }

  function drawInTime(): Selection {
    switch (one(['runs', 'pattern', 'echo', 'crowd', 'slow-start'] as const)) {
      case 'runs':
        return { by: 'runs', length: between(2, 30) };
      case 'pattern':
        return {
          by: 'pattern',
          pattern: [
            ...Array.from({ length: between(0, 12) }, () => between(0, backends - 1)),
            ...Array(backends).keys(),
          ],
        };
      case 'echo':
        return { by: 'echo', again: one([0.5, 0.8, 0.95]) };
      case 'crowd':
        return { by: 'crowd', follow: one([0.5, 0.8, 0.95]) };
      default:
        return { by: 'slow-start', requests: between(10, 60) };
    }
  }

  /** From nearly even to 99 to 1. */
  function drawWeights(): readonly number[] {
    const steep = one([2, 3, 9, 99]);
    return Array.from({ length: backends }, (_, index) => (index === 0 ? steep : 1));
  }

  function drawHolding(): Holding {
    if (by !== 'cookie') return { by };
    const several = often(0.15);
    const returned = !often(0.1);
    const unreturned = one(['; Path=/elsewhere', '; Domain=other.example', '; Path=/; Secure']);
    const renewed = one(['never', 'never', 'same', 'new'] as const);
    const zone = backends > 3 && often(0.15);
    const first = often(0.1) && !zone ? 'elsewhere' : 'kept';
    return {
      by,
      names: several ? ['route', 'zone'] : ['route'],
      take: one(['all', 'any']),
      attributes: returned ? one(['', '; Path=/', '; Max-Age=600; HttpOnly', '; Path=/; SameSite=Lax']) : unreturned,
      returned,
      renewed,
      first,
      leads: zone ? 'zone' : 'backend',
      ...(returned && !zone && first === 'kept' && renewed === 'new' && often(0.2) ? { lasts: between(2, 40) } : {}),
    };
  }
}

/**
 * Whether who answers a new client depends on when it asks. Such a router can hide a backend for as long as it likes, so no
 * number of requests shows that there is only one: only a probe that is told how many there are can be held to it.
 */
function dependsOnTime({ by }: Selection): boolean {
  return by === 'runs' || by === 'pattern' || by === 'echo' || by === 'crowd' || by === 'slow-start';
}
