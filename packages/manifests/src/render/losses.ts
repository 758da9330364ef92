import type { Affinity } from '../affinity.ts';
import type { Loss, Rendered } from '../router.ts';
import type { Routing } from '../routing.ts';

type KeysOf<T> = T extends unknown ? Exclude<keyof T, 'kind'> : never;

/** What a router makes of a field, whatever the intent says of it: a value of its own, or nothing. */
export interface Fixed {
  /** Why, and what happens instead, in one sentence. */
  readonly reason: string;
  /** The router's own value; without it the field cannot be said at all. */
  readonly instead?: string | number | boolean;
}

/** A Loss for each of the fields that the intent says otherwise, and for each left open that the router does not leave open. */
export function lossesOf(affinity: Affinity, fixed: Readonly<Partial<Record<KeysOf<Affinity>, Fixed>>>): Loss[] {
  const said = new Map<string, unknown>(Object.entries(affinity));
  return Object.entries(fixed)
    .filter(([field, { instead }]) => said.get(field) !== instead)
    .map(([field, loss]) => ({ field, ...loss }));
}

/** The losses of a routing whose router knows no classes. */
export function classNameLoss({ className }: Routing, reason: string): Loss[] {
  return className === undefined ? [] : [{ field: 'className', reason }];
}

/** The sentences about the cluster, where there are any. */
export function needing(needs: readonly string[]): Pick<Rendered, 'needs'> {
  return needs.length === 0 ? {} : { needs };
}
