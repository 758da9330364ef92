import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { affinities, routedApps } from '../../test/arbitraries.ts';
import { type Affinity, ManifestError, parseDocuments, type Rendered, type Router, routers, toYaml } from '../index.ts';

/** The affinity less the fields that the router says it loses. */
function lessLosses(affinity: Affinity, { losses }: Rendered): unknown {
  const lost = new Set(losses.map(({ field }) => field));
  return Object.fromEntries(Object.entries(affinity).filter(([field]) => !lost.has(field)));
}

/** What the router makes of an affinity, or undefined when it says that it can carry nothing of it. */
function rendered(router: Router, ...input: Parameters<Router['render']>): Rendered | undefined {
  try {
    return router.render(...input);
  } catch (error) {
    if (error instanceof ManifestError && error.code === 'unsupported-affinity') return undefined;
    throw error;
  }
}

describe.each(Object.entries(routers))('the router %s', (id, router) => {
  test('goes by its name', () => {
    expect(router.id).toBe(id);
  });

  test('reads back what it rendered, less the losses', () => {
    fc.assert(
      fc.property(routedApps, affinities, (app, affinity) => {
        const made = rendered(router, app, affinity);
        if (made !== undefined) expect(router.read(made.objects)).toEqual(lessLosses(affinity, made));
      }),
    );
  });

  test('reads the same back from YAML', () => {
    fc.assert(
      fc.property(routedApps, affinities, (app, affinity) => {
        const made = rendered(router, app, affinity);
        if (made === undefined) return;
        expect(parseDocuments(toYaml(made.objects))).toEqual(made.objects);
        expect(router.read(parseDocuments(toYaml(made.objects)))).toEqual(lessLosses(affinity, made));
      }),
    );
  });

  test('names only fields of the affinity as lost, and gives each a reason', () => {
    fc.assert(
      fc.property(routedApps, affinities, (app, affinity) => {
        for (const { field, reason } of rendered(router, app, affinity)?.losses ?? []) {
          expect(affinity).toHaveProperty(field);
          expect(reason).toMatch(/^[^\n]+\.$/);
        }
      }),
    );
  });

  test('reads no affinity from objects of others', () => {
    const other = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'other' } };
    expect(router.read([])).toEqual({ kind: 'none' });
    expect(router.read([other])).toEqual({ kind: 'none' });
  });
});
