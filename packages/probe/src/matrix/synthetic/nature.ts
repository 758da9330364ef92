import type { Hold, Nature } from '../truth.ts';
import type { Plan, Selection } from './grammar.ts';

/**
 * The truth about a synthetic router. Of one of which a backend dies there are two, before and after: a verdict on either is
 * right.
 */
export function naturesOf(plan: Plan): readonly Nature[] {
  const nature = natureOf(plan, sharesOf(plan.selection, plan.backends));
  if (plan.death === undefined) return [nature];
  const [, ...rest] = nature.shares;
  const total = rest.reduce((sum, share) => sum + share, 0);
  const after = natureOf(
    plan,
    rest.map((share) => share / total),
  );
  // Of two backends one is left: what could be told between them has to be told before.
  return plan.backends === 2 ? [{ ...nature, disturbed: true }, after] : [nature, after];
}

function natureOf(plan: Plan, shares: readonly number[]): Nature {
  const { holding, app } = plan;
  const idle = app.map(({ name }) => name);
  if (holding.by === 'nothing' || (holding.by === 'connection' && plan.closes)) return { shares, holds: [], idle };
  if (holding.by !== 'cookie') {
    const names = holding.by === 'header' ? ['x-user'] : [];
    return { shares, holds: [{ by: holding.by, names, share: 1 - plan.leak }], idle };
  }
  const { names, returned, lasts, leads } = holding;
  const forgets = lasts === undefined ? 1 : (lasts - 1) / lasts;
  const share = (1 - plan.leak) * forgets * (leads === 'zone' ? zoneShare(plan.backends) : 1);
  const hold: Hold = { by: 'cookie', names, returned, share };
  return { shares, holds: [hold], idle };
}

/** How much a zone of half of the backends holds its clients, each of its backends as likely. */
function zoneShare(backends: number): number {
  const half = Math.floor(backends / 2);
  const stay = (half / backends) * (1 / half) + (1 - half / backends) * (1 / (backends - half));
  return (stay - 1 / backends) / (1 - 1 / backends);
}

function sharesOf(selection: Selection, backends: number): readonly number[] {
  const weights =
    selection.by === 'random' || selection.by === 'weighted-turns'
      ? selection.weights
      : selection.by === 'pattern'
        ? Array.from({ length: backends }, (_, backend) => selection.pattern.filter((one) => one === backend).length)
        : Array<number>(backends).fill(1);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}
