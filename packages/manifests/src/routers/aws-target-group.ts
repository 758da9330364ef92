import type { KubernetesObject } from '../objects.ts';
import type { Unread } from '../router.ts';
import { quote } from '../rules/quote.ts';

/** Elastic Load Balancing: stickiness lasts 1 second to 7 days. */
export const LONGEST_STICKINESS = 604_800;

/** The attributes of a target group, as one annotation says them: `key=value,key=value`. */
export interface Attributes {
  readonly keys: readonly string[];
  get(key: string): string | undefined;
  /** A number of seconds that stickiness can last. */
  seconds(key: string): number | undefined;
  /** One Unread for all of stickiness that is not understood, where there is any, and one for the rest. */
  unread(understood: readonly string[]): readonly Unread[];
}

export function attributesOf(object: KubernetesObject, annotation: string): Attributes {
  const text = object.metadata.annotations?.[annotation];
  const pairs = new Map(
    (typeof text === 'string' ? text : '')
      .split(',')
      .map((pair) => pair.split('='))
      .map(([key = '', ...value]) => [key.trim(), value.join('=').trim()] as const)
      .filter(([key]) => key !== ''),
  );
  return {
    keys: [...pairs.keys()],
    get: (key) => pairs.get(key),
    seconds(key) {
      const value = pairs.get(key);
      const seconds = value !== undefined && /^\d{1,6}$/.test(value) ? Number(value) : 0;
      return seconds >= 1 && seconds <= LONGEST_STICKINESS ? seconds : undefined;
    },
    unread(understood) {
      const left = [...pairs.keys()].filter((key) => !understood.includes(key));
      if (left.length === 0) return [];
      const reason = `Neither a routing nor an affinity can say ${left.map(quote).join(', ')}: carry it over by hand.`;
      return [{ object, path: ['metadata', 'annotations', annotation], reason }];
    },
  };
}
