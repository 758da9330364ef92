import type { Observation } from './planned.ts';

interface Read<State> {
  readonly count: number;
  readonly last: Observation | undefined;
  readonly state: State;
}

/**
 * Reads what was seen, one observation after the other. A probe only ever adds to what it has seen, so of a list that was
 * read before only what is new is read: without that, planning each request would go through all of those before.
 */
export function reading<State>(
  start: State,
  step: (state: State, observation: Observation) => State,
): (seen: readonly Observation[]) => State {
  const read = new WeakMap<readonly Observation[], Read<State>>();
  return (seen) => {
    const before = read.get(seen);
    const goesOn = before !== undefined && seen[before.count - 1] === before.last;
    let state = goesOn ? before.state : start;
    for (let index = goesOn ? before.count : 0; index < seen.length; index++) {
      const observation = seen[index];
      if (observation) state = step(state, observation);
    }
    read.set(seen, { count: seen.length, last: seen.at(-1), state });
    return state;
  };
}
