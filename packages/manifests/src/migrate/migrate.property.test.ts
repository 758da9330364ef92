import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { affinities, routings } from '../../test/arbitraries.ts';
import { applied, rendered } from '../../test/rendering.ts';
import {
  type Affinity,
  type KubernetesObject,
  ManifestError,
  type Migration,
  migrate,
  parseDocuments,
  type Reading,
  type RouterId,
  type Routing,
  readSource,
  routers,
  toYaml,
} from '../index.ts';
import { effectiveAffinity } from './effective.ts';
import { remarksOf } from './remarks.ts';

const numRuns = Number(process.env.MIGRATE_RUNS ?? 100);

const ids = Object.values(routers).map(({ id }) => id);
/** Routers that know hosts and paths, and so can be moved from and to. */
const routing = ids.filter((id) => id !== 'service-client-ip' && id !== 'aws-nlb');
const pairs = fc.tuple(fc.constantFrom(...routing), fc.constantFrom(...routing)).filter(([from, to]) => from !== to);

/** A document about something else, written as nobody would print it. */
const OTHER = `kind:   ConfigMap
apiVersion: v1
metadata: {name: 'other', "labels": {a:   b}}   # as it was
data:
  text: >
     folded   # no comment
     text
`;

/** A text with a comment above or behind each of some lines. */
function commented(text: string, places: readonly number[]): string {
  const lines = text.split('\n');
  const at = new Map(places.map((place) => [place % lines.length, place]));
  return lines
    .flatMap((line, index) => {
      const place = at.get(index);
      if (place === undefined || line === '' || line === '---') return [line];
      const indent = /^ */.exec(line)?.[0] ?? '';
      return place % 2 === 0 ? [`${indent}# above ${place}`, line] : [`${line} # behind ${place}`];
    })
    .join('\n');
}

const LABEL = { 'example.com/team': 'red' };
const ANNOTATION = { 'example.com/owner': 'Ann' };

/** Every object has a label and an annotation that are no router's business. */
function withOthersMarks(object: KubernetesObject): KubernetesObject {
  const { metadata } = object;
  const labels = { ...metadata.labels, ...LABEL };
  const annotations = { ...metadata.annotations, ...ANNOTATION };
  return { ...object, metadata: { ...metadata, labels, annotations } };
}

interface Case {
  readonly text: string;
  readonly objects: readonly KubernetesObject[];
  readonly from: RouterId;
  readonly to: RouterId;
}

const cases: fc.Arbitrary<Case | undefined> = fc
  .tuple(pairs, routings, affinities, fc.array(fc.nat(60), { maxLength: 6 }))
  .map(([[from, to], asked, affinity, places]) => {
    const made = rendered(routers[from], asked, affinity);
    if (made === undefined) return undefined;
    const objects = applied(asked, made).map(withOthersMarks);
    const text = `${commented(toYaml(objects, { comments: false }), places)}---\n${OTHER}`;
    return { text, objects, from, to };
  });

/** Undefined where the target says that it can take nothing of it. */
function moved(text: string, from: RouterId, to: RouterId): Migration | undefined {
  try {
    return migrate([readSource(text, 'all.yaml')], { from, to });
  } catch (error) {
    if (error instanceof ManifestError && error.code !== 'invalid-document') return undefined;
    throw error;
  }
}

/** Whether a part of it could not be moved. */
function stays({ rows }: Migration): boolean {
  return rows.some(({ meaning }) => meaning.startsWith('It stays as it is'));
}

function textOf(migration: Migration): string {
  return migration.files[0]?.text ?? '';
}

function holds(check: (given: Case, migration: Migration) => void): void {
  fc.assert(
    fc.property(cases, (given) => {
      if (given === undefined) return;
      const migration = moved(given.text, given.from, given.to);
      if (migration !== undefined) check(given, migration);
    }),
    { numRuns },
  );
}

/** What a reading asks for, less its name and class. */
function asked(readings: readonly Reading[], lost: readonly string[] = []) {
  const has = (field: string) => lost.includes(field);
  const sorted = (values: readonly object[]) =>
    [...new Set(values.map((value) => JSON.stringify(Object.entries(value).toSorted())))].toSorted();
  const rule = ({ host, path, match, service, port }: Routing['rules'][number]) => ({
    ...(!has('rules.host') && { host }),
    ...(!has('rules.path') && { path }),
    ...(!has('rules.match') && { match }),
    service,
    ...(!has('rules.port') && typeof port === 'number' && { port }),
  });
  return {
    rules: sorted(readings.flatMap(({ routing: { rules } }) => rules.map(rule))).filter(() => !has('rules')),
    tls: sorted(
      readings.flatMap(({ routing: { tls } }) =>
        tls.map(({ host, secretName }) => ({ host, ...(!has('tls.secretName') && { secretName }) })),
      ),
    ).filter(() => !has('tls')),
  };
}

function carried(affinity: Affinity, losses: readonly { field: string; instead?: unknown }[]): unknown {
  const fields = new Map<string, unknown>(Object.entries(affinity));
  for (const { field, instead } of losses) {
    if (instead !== undefined) fields.set(field, instead);
    else fields.delete(field);
  }
  return Object.fromEntries(fields);
}

describe('whatever is moved', { timeout: 300_000 }, () => {
  test('keeps every comment', () => {
    holds(({ text }, migration) => {
      const count = (of: string) => {
        const counts = new Map<string, number>();
        for (const document of of.split(/^---$/m)) {
          for (const remark of remarksOf(document)) counts.set(remark.text, (counts.get(remark.text) ?? 0) + 1);
        }
        return counts;
      };
      const after = count(textOf(migration));
      for (const [comment, times] of count(text)) expect([comment, after.get(comment)]).toEqual([comment, times]);
    });
  });

  test('leaves what is about something else to the byte', () => {
    holds((_, migration) => expect(textOf(migration).endsWith(`---\n${OTHER}`)).toBe(true));
  });

  test("keeps labels and others' annotations", () => {
    holds((_, migration) => {
      const objects = parseDocuments(textOf(migration)).filter(({ kind }) => kind !== 'ConfigMap');
      for (const { metadata } of objects) expect(metadata.labels).toMatchObject(LABEL);
      expect(
        objects.some(
          ({ kind, metadata }) => kind !== 'Service' && metadata.annotations?.['example.com/owner'] === 'Ann',
        ),
      ).toBe(true);
      for (const { kind, metadata } of objects)
        if (kind === 'Service') expect(metadata.annotations).toMatchObject(ANNOTATION);
    });
  });

  test('is read by the new router as it was by the old one, less the losses', () => {
    holds(({ objects, from, to }, migration) => {
      if (stays(migration)) return;
      const before = routers[from].read(objects);
      const after = routers[to].read(parseDocuments(textOf(migration))).map((reading) => ({
        ...reading,
        routing: asNumbers(reading.routing, objects),
      }));
      const moves = before.map((reading) => {
        const { affinity } = effectiveAffinity({ ...reading, router: from });
        const routing = asNumbers(reading.routing, objects);
        return { reading: { ...reading, routing }, affinity, losses: routers[to].render(routing, affinity).losses };
      });
      const fields = moves.flatMap(({ losses }) => losses.map(({ field }) => field));
      if (!fields.includes('rules')) {
        const readings = moves.map(({ reading }) => reading);
        expect(asked(after, fields)).toEqual(asked(readings, fields));
      }
      for (const { reading, affinity, losses } of moves) {
        const here = after.filter(({ routing: { rules } }) =>
          rules.some((rule) =>
            reading.routing.rules.some((old) => old.service === rule.service && old.path === rule.path),
          ),
        );
        for (const one of here) expect(one.affinity).toEqual(carried(affinity, losses));
      }
    });
  });

  test('says of each field of the affinity what became of it', () => {
    holds(({ objects, from, to }, migration) => {
      if (stays(migration)) return;
      const { rows } = migration;
      for (const reading of routers[from].read(objects)) {
        const { affinity } = effectiveAffinity({ ...reading, router: from });
        const { losses } = routers[to].render(asNumbers(reading.routing, objects), affinity);
        // The path / that nobody says is the same as one that somebody says.
        const said = losses.filter(({ field, instead }) => field in SUBJECT && !(field === 'path' && instead === '/'));
        for (const { reason } of said) expect(rows.some(({ meaning }) => meaning.startsWith(reason))).toBe(true);
      }
      for (const { meaning, outcome, before, after } of rows) {
        expect(meaning).toMatch(/[.)`]$/);
        if (outcome === 'kept') expect(after).toBeDefined();
        if (outcome === 'lost') expect([before === undefined, after]).toEqual([false, undefined]);
      }
    });
  });

  test('comes back with what the tables do not name', () => {
    holds(({ objects, from, to }, there) => {
      const back = moved(textOf(there), to, from);
      if (back === undefined || stays(there) || stays(back)) return;
      const [first] = routers[from].read(objects);
      const [last] = routers[from].read(parseDocuments(textOf(back)));
      if (first === undefined || last === undefined) return;
      const named = new Set(
        [...there.rows, ...back.rows].filter(({ outcome }) => outcome !== 'kept').map(({ subject }) => subject),
      );
      const { affinity } = effectiveAffinity({ ...first, router: from });
      const now = new Map<string, unknown>(Object.entries(last.affinity));
      for (const [field, value] of Object.entries(affinity)) {
        if (now.get(field) !== value) expect([...named]).toContain(SUBJECT[field]);
      }
    });
  });
});

const SUBJECT: Readonly<Record<string, string>> = {
  name: 'cookie name',
  strength: 'strength',
  maxAgeSeconds: 'Max-Age',
  path: 'cookie Path',
  domain: 'cookie Domain',
  secure: 'Secure',
  sameSite: 'SameSite',
  changeOnFailure: 'change on failure',
  timeoutSeconds: 'timeout',
};

/** The routing with the numbers of its Services' ports. */
function asNumbers(asked: Routing, objects: readonly KubernetesObject[]): Routing {
  const ports = new Map(
    objects.flatMap((object) => {
      if (object.kind !== 'Service' || !('spec' in object)) return [];
      const { spec } = object;
      if (typeof spec !== 'object' || spec === null || !('ports' in spec) || !Array.isArray(spec.ports)) return [];
      return spec.ports.map(({ name, port }) => [`${object.metadata.name} ${name}`, port] as const);
    }),
  );
  return {
    ...asked,
    rules: asked.rules.map((rule) => ({ ...rule, port: ports.get(`${rule.service} ${rule.port}`) ?? rule.port })),
  };
}
