import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { affinities, routings } from '../../test/arbitraries.ts';
import { applied, rendered } from '../../test/rendering.ts';
import {
  type Affinity,
  type KubernetesObject,
  parseDocuments,
  type Reading,
  type Rendered,
  type Router,
  type Routing,
  routers,
  toYaml,
} from '../index.ts';

/** 10,000 intents a router on demand: `MIRROR_RUNS=10000 vitest run mirror`. */
const numRuns = Number(process.env.MIRROR_RUNS ?? 100);
vi.setConfig({ testTimeout: 5_000 + 10 * numRuns });

const has = ({ losses }: Rendered, field: string) => losses.some((loss) => loss.field === field);

const ofRouting = (field: string) => /^(className|tls|rules)(\.|$)/.test(field);

/** The affinity with what the router has in place of what it loses, and of what was left open where it cannot stay so. */
function carried(affinity: Affinity, { losses }: Rendered): unknown {
  const fields = new Map<string, unknown>(Object.entries(affinity));
  for (const { field, instead } of losses) {
    if (ofRouting(field)) continue;
    if (instead === undefined) fields.delete(field);
    else fields.set(field, instead);
  }
  return Object.fromEntries(fields);
}

/** A routing as one says it in any order, less some of its fields. */
function comparable({ className, namespace, rules, tls }: Omit<Routing, 'name'>, lost: (field: string) => boolean) {
  const sorted = <T>(entries: readonly T[]) => [...new Set(entries.map((entry) => JSON.stringify(entry)))].toSorted();
  return {
    namespace,
    className: lost('className') ? undefined : className,
    rules: lost('rules')
      ? undefined
      : sorted(
          rules.map(({ host, path, match, service, port }) => ({
            host: lost('rules.host') ? '' : host,
            path: lost('rules.path') ? '' : path,
            match: lost('rules.match') ? '' : match,
            service,
            port: lost('rules.port') ? '' : port,
          })),
        ),
    tls: lost('tls')
      ? undefined
      : sorted(tls.map(({ host, secretName }) => ({ host, secretName: lost('tls.secretName') ? '' : secretName }))),
  };
}

/** One routing of all readings. */
function together(readings: readonly Reading[]): Omit<Routing, 'name'> {
  const [first] = readings;
  return {
    ...(first?.routing.namespace !== undefined && { namespace: first.routing.namespace }),
    ...(first?.routing.className !== undefined && { className: first.routing.className }),
    rules: readings.flatMap(({ routing }) => routing.rules),
    tls: readings.flatMap(({ routing }) => routing.tls),
  };
}

function expectMirrored(
  router: Router,
  routing: Routing,
  affinity: Affinity,
  made: Rendered,
  objects: KubernetesObject[],
) {
  const readings = router.read(objects);
  for (const reading of readings) {
    expect(reading.affinity).toEqual(carried(affinity, made));
    expect(reading.unread).toEqual([]);
  }
  // What only says "no affinity" need not be read as a routing, where the router carries none.
  if (readings.length === 0) expect([affinity.kind === 'none', has(made, 'rules')]).toEqual([true, true]);
  else {
    // A router with a class of its own names it where the intent does not.
    const asked = {
      ...routing,
      ...(routing.className === undefined && router.className !== undefined && { className: router.className }),
    };
    const read = together(readings);
    const told = read.className === undefined || routing.className !== undefined ? routing : asked;
    expect(comparable(read, (field) => has(made, field))).toEqual(comparable(told, (field) => has(made, field)));
  }
}

describe.each(Object.entries(routers))('the router %s', (id, router) => {
  test('goes by its name', () => {
    expect(router.id).toBe(id);
  });

  test('carries some affinity', () => {
    const carries = fc
      .sample(fc.tuple(routings, affinities), 200)
      .filter(([routing, affinity]) => affinity.kind !== 'none' && rendered(router, routing, affinity));
    expect(carries.length).toBeGreaterThan(0);
  });

  test('reads back what it rendered, less the losses', () => {
    fc.assert(
      fc.property(routings, affinities, (routing, affinity) => {
        const made = rendered(router, routing, affinity);
        if (made !== undefined) expectMirrored(router, routing, affinity, made, applied(routing, made));
      }),
      { numRuns },
    );
  });

  test('reads the same back from YAML', () => {
    fc.assert(
      fc.property(routings, affinities, (routing, affinity) => {
        const made = rendered(router, routing, affinity);
        if (made === undefined) return;
        const objects = applied(routing, made);
        expect(parseDocuments(toYaml(objects))).toEqual(objects);
        expectMirrored(router, routing, affinity, made, parseDocuments(toYaml(objects)));
      }),
      { numRuns: Math.min(numRuns, 100) },
    );
  });

  test('claims no loss that is not there, names each once, and gives each a reason', () => {
    fc.assert(
      fc.property(routings, affinities, (routing, affinity) => {
        const made = rendered(router, routing, affinity);
        if (made === undefined) return;
        const readings = router.read(applied(routing, made));
        expect(new Set(made.losses.map(({ field }) => field)).size).toBe(made.losses.length);
        for (const { field, instead, reason } of made.losses) {
          expect(reason).toMatch(/^[^\n]+\.$/);
          if (!ofRouting(field)) {
            expect(new Map<string, unknown>(Object.entries(affinity)).get(field)).not.toEqual(instead);
            continue;
          }
          const others = made.losses.map((loss) => loss.field).filter((other) => other !== field);
          const lost = (other: string) => others.includes(other);
          expect(comparable(together(readings), lost)).not.toEqual(comparable(routing, lost));
        }
      }),
      { numRuns },
    );
  });

  test('reads nothing from objects of others', () => {
    const other = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'other' } };
    expect(router.read([])).toEqual([]);
    expect(router.read([other])).toEqual([]);
  });
});
