import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { affinities, awkwardTexts, routings } from '../../test/arbitraries.ts';
import { applied, rendered } from '../../test/rendering.ts';
import { type KubernetesObject, routers } from '../index.ts';

const numRuns = Number(process.env.MIRROR_RUNS ?? 100);

const junk = fc.oneof(
  awkwardTexts,
  fc.constantFrom(
    null,
    0,
    -1,
    1e308,
    true,
    [],
    {},
    [null],
    [[]],
    { name: null },
    { __proto__: null },
    ['x'],
    'x'.repeat(5000),
  ),
  fc.constant(JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}')),
);

/** Every place of a value, the top apart. */
function placesOf(value: unknown): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[key], ...placesOf(inner).map((rest) => [key, ...rest])]);
}

function withValue(value: unknown, [key, ...rest]: readonly string[], there: unknown): unknown {
  if (key === undefined) return there;
  const entries = Object.entries(value ?? {}).map(([own, inner]) => [
    own,
    own === key ? withValue(inner, rest, there) : inner,
  ]);
  return Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}

function isObject(value: unknown): value is KubernetesObject {
  return typeof value === 'object' && value !== null;
}

describe.each(Object.entries(routers))('the router %s', (_, router) => {
  test('reads on when any part of an object is of another shape', () => {
    fc.assert(
      fc.property(routings, affinities, fc.nat(), junk, (routing, affinity, at, there) => {
        const made = rendered(router, routing, affinity);
        if (made === undefined) return;
        const objects = applied(routing, made);
        // What every object has is checked at the door, by parseDocuments.
        const places = placesOf(objects).filter((place) => place.includes('spec') || place.includes('annotations'));
        const place = places[at % places.length] ?? [];
        if (place.at(-1) === 'annotations' || (place.includes('annotations') && typeof there !== 'string')) return;
        const broken = withValue(objects, place, there);
        if (!Array.isArray(broken)) throw new Error('The objects are a list.');
        for (const { routing: read, unread } of router.read(broken.filter(isObject))) {
          expect(read.rules.every(({ path, service }) => path !== '' && service !== '')).toBe(true);
          expect(unread.every(({ reason }) => /^[^\n]+\.$/.test(reason))).toBe(true);
        }
        expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
      }),
      { numRuns },
    );
  });
});
