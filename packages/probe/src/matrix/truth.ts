import type { Verdict, VerdictKind } from '../verdict.ts';

/** Something that keeps a client on its backend. */
export interface Hold {
  readonly by: 'cookie' | 'connection' | 'address' | 'url' | 'header';
  /** Names of the cookies that it takes, or of the header in lower case. */
  readonly names?: readonly string[];
  /** Whether a browser would send the cookie back to this address. */
  readonly returned?: boolean;
  /**
   * How much of a client it holds, 0 to 1: 0 is what chance alone would do, 1 is a client that never leaves. Of a client that
   * stays with probability `stay`, where two new clients meet the same backend with probability `chance`:
   * `(stay - chance) / (1 - chance)`.
   */
  readonly share: number;
}

/** What a router does to its clients, from its configuration or its code and not from what was measured on it. */
export interface Nature {
  /** The share of new clients that each backend answers; together 1. */
  readonly shares: readonly number[];
  /** All that holds a client. */
  readonly holds: readonly Hold[];
  /** Names of the cookies that a client gets, sends back, and is not held by. */
  readonly idle: readonly string[];
  /** Something happens meanwhile after which too little can be seen: then `inconclusive` is the right verdict, too. */
  readonly disturbed?: boolean;
}

/**
 * `understated`: the verdict names a share that it may have missed, with odds of 1 in 20, and has missed more. These have to
 * stay under 1 in 20 of the probes of such routers; `wrong` has to stay under the odds that the verdict was asked for.
 */
export type Judgement = 'right' | 'wrong' | 'understated' | 'inconclusive';

/** Below this share of holding, a client is as well said to be held by nothing: who says so has odds against more alone. */
const barely = 0.3;

/**
 * Whether a verdict is wrong, by what the router is. The one definition for real and for synthetic routers:
 *
 * - `one-backend` is right for one backend. For several it is wrong when the caller said how many are ready, or when all
 *   others together have as large a share as the one that was met; else it has missed a small one, which is right as far as
 *   it says how small (`leak`).
 * - `sticky-by-X` is right for whatever holds clients fully, and has to name it. A hold that loses clients now and then is
 *   right as far as the verdict says how often it may (`leak`).
 * - `partly-sticky` is right for what holds clients in part and nothing else holds fully.
 * - `cookie-not-returned` is right for a cookie that would hold, as far as the verdict says how often it may lose.
 * - `cookie-not-honoured` and `not-sticky` are right where nothing holds: the first where the client sends cookies, the
 *   second where it has none. A cookie that would hold fully, and does not come back, is to be named.
 */
export function judge(nature: Nature, verdict: Verdict, readyBackends?: number): Judgement {
  if (verdict.kind === 'inconclusive') return nature.disturbed ? 'right' : 'inconclusive';
  if (nature.shares.length === 1) return verdict.kind === 'one-backend' ? 'right' : 'wrong';
  if (verdict.kind === 'one-backend') return missed(nature, verdict, readyBackends);

  const effective = nature.holds.filter((hold) => hold.share > 0 && hold.returned !== false);
  const best = Math.max(0, ...effective.map((hold) => hold.share));
  // A connection that loses requests now and then holds nobody: a client has several, and none that lasts.
  const lasting = effective.filter((hold) => hold.by !== 'connection' || hold.share === 1);
  const bestLasting = Math.max(0, ...lasting.map((hold) => hold.share));
  const kept = nature.holds.filter((hold) => hold.returned === false);
  switch (verdict.kind) {
    case 'partly-sticky':
      return best > 0 && best < 1 ? 'right' : 'wrong';
    case 'cookie-not-returned':
      return best === 1
        ? 'wrong'
        : heldEnough(
            nature,
            kept.filter((hold) => named(hold, verdict)),
            verdict,
          );
    case 'cookie-not-honoured':
      return right(
        bestLasting < barely && idle(nature).length > 0 && [undefined, ...idle(nature)].includes(verdict.cookie),
      );
    case 'not-sticky':
      return right(bestLasting < barely && idle(nature).length === 0 && kept.every((hold) => hold.share < 1));
    default: {
      const meant = effective.filter((hold) => kindOf(hold) === verdict.kind);
      const exact = meant.filter((hold) => named(hold, verdict));
      if (exact.length === 0 && meant.length > 0 && leavesOpen(verdict)) return 'inconclusive';
      return heldEnough(nature, exact, verdict);
    }
  }
}

/** Whether one of these holds loses as few of a client's requests as the verdict says that it may. */
function heldEnough(nature: Nature, meant: readonly Hold[], { leak = 0 }: Verdict): Judgement {
  if (meant.length === 0) return 'wrong';
  const lost = (1 - Math.max(...meant.map((hold) => hold.share))) * (1 - chanceOf(nature));
  return lost <= leak ? 'right' : 'understated';
}

function missed({ shares }: Nature, { leak = 0 }: Verdict, readyBackends = 0): Judgement {
  const others = 1 - Math.max(...shares);
  if (readyBackends > 1 || others >= 0.5) return 'wrong';
  return others <= leak ? 'right' : 'understated';
}

/** The probability that two new clients meet the same backend: so often a lost client comes home by chance. */
function chanceOf({ shares }: Nature): number {
  return shares.reduce((sum, share) => sum + share * share, 0);
}

/** The cookies that a client sends in vain, also those of a hold that barely holds. */
function idle({ idle, holds }: Nature): readonly string[] {
  const barelyHolding = holds.filter((hold) => hold.by === 'cookie' && hold.share < barely && hold.returned !== false);
  return [...idle, ...barelyHolding.flatMap(({ names = [] }) => names)];
}

function kindOf({ by }: Hold): VerdictKind {
  return `sticky-by-${by}`;
}

/** Several cookies that do it together, or each by itself, need not be named one by one. */
function named({ by, names = [] }: Hold, verdict: Verdict): boolean {
  if (by === 'header') return verdict.header !== undefined && names.includes(verdict.header);
  if (by !== 'cookie') return true;
  return verdict.cookie === undefined ? names.length > 1 : names.includes(verdict.cookie);
}

/** Says that it is one of several cookies, and not which. That several are needed together would be a claim. */
function leavesOpen({ kind, cookie, headline }: Verdict): boolean {
  return kind === 'sticky-by-cookie' && cookie === undefined && !headline.includes('together');
}

function right(is: boolean): Judgement {
  return is ? 'right' : 'wrong';
}
