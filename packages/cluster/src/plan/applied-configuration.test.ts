import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { liveObjectSchema } from '../api/objects.ts';
import { extractApplied, otherOwners } from './applied-configuration.ts';

/** The parts of a managedFields entry that count. */
const entry = (fieldsV1: object, manager = 'sticky', operation = 'Apply', subresource?: string) => ({
  manager,
  operation,
  fieldsV1,
  ...(subresource !== undefined && { subresource }),
});

const live = (fields: object, ...managedFields: object[]) =>
  liveObjectSchema.parse({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    ...fields,
    metadata: { name: 'chat', uid: '1', labels: { app: 'chat', team: 'blue' }, managedFields },
  });

const bare = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'chat' } };

describe('extracting what was applied', () => {
  test('an object that another manager made: nothing but its name', () => {
    const object = live(
      { spec: { replicas: 2 } },
      entry({ 'f:spec': { 'f:replicas': {} } }, 'kubectl-create', 'Update'),
    );

    expect(extractApplied(object)).toEqual(bare);
  });

  test('an update, or a status, by the same name is not what was applied', () => {
    const fields = { 'f:spec': { 'f:replicas': {} } };
    const object = live(
      { spec: { replicas: 2 } },
      entry(fields, 'sticky', 'Update'),
      entry(fields, 'sticky', 'Apply', 'status'),
    );

    expect(extractApplied(object)).toEqual(bare);
  });

  test('fields, and whole values under a leaf', () => {
    const spec = { replicas: 2, paused: true, selector: { matchLabels: { app: 'chat' } } };
    const object = live(
      { spec },
      entry({
        'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
        'f:spec': { 'f:replicas': {}, 'f:selector': {} },
      }),
    );

    expect(extractApplied(object)).toEqual({
      ...bare,
      metadata: { name: 'chat', labels: { app: 'chat' } },
      spec: { replicas: 2, selector: { matchLabels: { app: 'chat' } } },
    });
  });

  test('list items by their keys, with the keys, in the order of the object', () => {
    const ports = [
      { port: 80, protocol: 'TCP', nodePort: 30_000 },
      { port: 443, protocol: 'TCP', targetPort: 8443, name: 'tls' },
    ];
    const object = live(
      { spec: { ports } },
      entry({
        'f:spec': { 'f:ports': { 'k:{"port":443,"protocol":"TCP"}': { '.': {}, 'f:port': {}, 'f:targetPort': {} } } },
      }),
    );

    expect(extractApplied(object)).toEqual({
      ...bare,
      spec: { ports: [{ port: 443, protocol: 'TCP', targetPort: 8443 }] },
    });
  });

  test('values of a set', () => {
    const object = live({ spec: { finalizers: ['a', 'b'] } }, entry({ 'f:spec': { 'f:finalizers': { 'v:"b"': {} } } }));

    expect(extractApplied(object)).toEqual({ ...bare, spec: { finalizers: ['b'] } });
  });

  test('a container that is owned, but nothing in it', () => {
    const object = live(
      { spec: { selector: { a: 1 }, rules: [{ host: 'x' }] } },
      entry({ 'f:spec': { 'f:selector': { '.': {} }, 'f:rules': { '.': {} } } }),
    );

    expect(extractApplied(object)).toEqual({ ...bare, spec: { selector: {}, rules: [] } });
  });

  test('a field that is gone by now is not brought back', () => {
    const object = live({ spec: {} }, entry({ 'f:spec': { 'f:replicas': {} } }));

    expect(extractApplied(object)).toEqual({ ...bare, spec: {} });
  });

  test('what the fields name is what comes out, whatever stands beside it', () => {
    // Values as of structured-merge-diff: maps by field, lists of scalars as sets, the rest as leaves.
    const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean());
    const value = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.uniqueArray(fc.string(), { minLength: 1 }),
        fc.dictionary(fc.string(), tie('tree'), { minKeys: 1, noNullPrototype: true }),
      ),
    })).tree;

    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), value, { minKeys: 1, noNullPrototype: true }),
        fc.dictionary(fc.string(), value, { noNullPrototype: true }),
        (owned, foreign) => {
          const object = live({ spec: { ...foreign, ...owned } }, entry({ 'f:spec': fieldsOf(owned) }));

          expect(extractApplied(object)).toEqual({ ...bare, spec: owned });
        },
      ),
    );
  });
});

function fieldsOf(value: unknown): object {
  if (Array.isArray(value)) return Object.fromEntries(value.map((item) => [`v:${JSON.stringify(item)}`, {}]));
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [`f:${key}`, fieldsOf(inner)]));
}

describe('other owners of a field', () => {
  const path = ['metadata', 'annotations', 'example.com/a'];
  const fields = { 'f:metadata': { 'f:annotations': { 'f:example.com/a': {} } } };

  test('are named with the field as the server names it', () => {
    const object = live({}, entry(fields), entry(fields, 'kubectl-client-side-apply', 'Update'));

    expect(otherOwners(object, [path])).toEqual([
      { manager: 'kubectl-client-side-apply', field: '.metadata.annotations.example.com/a' },
    ]);
  });

  test('are none when only Sticky applied it', () => {
    expect(otherOwners(live({}, entry(fields)), [path])).toEqual([]);
  });

  test('own a field through the whole above it', () => {
    const object = live({}, entry({ 'f:metadata': { 'f:annotations': {} } }, 'other', 'Update'));

    expect(otherOwners(object, [path])).toHaveLength(1);
  });
});
