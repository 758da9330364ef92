import type { Observation, PlannedRequest } from '../planned.ts';
import { comingFrom } from '../sources.ts';
import { provesAddress } from './address.ts';
import type { PlanContext } from './experiment.ts';
import { spreads } from './fresh.ts';
import { pathsOf } from './url.ts';

/**
 * Where to ask from, so that whoever nothing holds is spread: from here, where that spreads already; else from any address or
 * for any path, where these are what decides. Undefined when nothing is known to spread clients.
 *
 * The place is drawn without a look at who asks: what a router makes of it then tells nothing of the client.
 */
export function ground(seen: readonly Observation[], context: PlanContext): Partial<PlannedRequest> | undefined {
  if (spreads(seen)) return {};
  const { log10Odds, random } = context;
  if (provesAddress(seen, log10Odds)) {
    const source = anyOf(context.sources, random());
    return source && comingFrom(source);
  }
  const paths = pathsOf(seen, context);
  const path = paths && anyOf(paths, random());
  return path === undefined ? undefined : { path };
}

function anyOf<Choice>(choices: readonly Choice[], point: number): Choice | undefined {
  return choices[Math.floor(point * choices.length)];
}
