import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { affinities, routedApps, routings } from '../../test/arbitraries.ts';
import { applied, rendered } from '../../test/rendering.ts';
import { checkByModel, hasModel } from '../../test/typed-models.ts';
import {
  type KubernetesObject,
  renderDeployment,
  renderIngress,
  renderService,
  routers,
  validateObject,
} from '../index.ts';
import { isKnownKind } from './validate-object.ts';

/** More on demand, as of the mirror test. */
const numRuns = Number(process.env.MIRROR_RUNS ?? 100);

function expectValid(object: KubernetesObject) {
  expect(validateObject(object), JSON.stringify(object)).toEqual([]);
  expect(() => checkByModel(object), JSON.stringify(object)).not.toThrow();
}

describe.each(Object.entries(routers))('what the router %s renders', (_, router) => {
  test('is of kinds that are known here', () => {
    const kinds = fc.sample(fc.tuple(routings, affinities), 200).flatMap(([routing, affinity]) => {
      const made = rendered(router, routing, affinity);
      return made === undefined ? [] : applied(routing, made);
    });
    const unknown = new Set(
      kinds.filter((object) => !isKnownKind(object)).map(({ apiVersion, kind }) => `${apiVersion} ${kind}`),
    );
    expect([...unknown]).toEqual([]);
  });

  test('is valid here, and to the typed models of others', () => {
    fc.assert(
      fc.property(
        routings,
        affinities,
        fc.constantFrom('ClusterIP', 'NodePort', 'LoadBalancer'),
        (routing, affinity, type) => {
          const made = rendered(router, routing, affinity);
          if (made !== undefined) applied(routing, made, type).forEach(expectValid);
        },
      ),
      { numRuns },
    );
  });
});

test("an App's own objects are valid", () => {
  fc.assert(
    fc.property(routedApps, (app) => {
      for (const object of [renderDeployment(app), renderService(app), renderIngress(app)]) {
        expect(hasModel(object)).toBe(true);
        expectValid(object);
      }
    }),
  );
});
