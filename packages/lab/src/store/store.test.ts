import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Store, StoreError, type StoreEvent } from './store.ts';

function secret(name: string, data: Record<string, string> = {}, metadata: object = {}) {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: 'default', ...metadata }, data };
}

describe('writes', () => {
  test('a new object gets its identity, and is frozen', () => {
    const store = new Store();
    const created = store.create('secrets', secret('a'));
    expect(created.metadata).toMatchObject({ name: 'a', resourceVersion: String(store.revision) });
    expect(created.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
    expect(created.metadata.creationTimestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(Object.isFrozen(created.metadata)).toBe(true);
  });

  test('a name is taken once', () => {
    const store = new Store();
    store.create('secrets', secret('a'));
    expect(() => store.create('secrets', secret('a'))).toThrow(expect.objectContaining({ code: 'already-exists' }));
  });

  test('a write that names an old version fails, one that names none wins', () => {
    const store = new Store();
    const first = store.create('secrets', secret('a'));
    store.update('secrets', secret('a', { x: 'MQ==' }));
    const stale = secret('a', { x: 'Mg==' }, { resourceVersion: first.metadata.resourceVersion });
    expect(() => store.update('secrets', stale)).toThrow(expect.objectContaining({ code: 'conflict' }));
    expect(store.update('secrets', secret('a', { x: 'Mw==' })).metadata.uid).toBe(first.metadata.uid);
  });

  test('a write that changes nothing makes no revision and no event', () => {
    const store = new Store();
    const first = store.create('secrets', secret('a', { x: 'MQ==' }));
    const events: StoreEvent[] = [];
    store.watch((event) => events.push(event));
    expect(store.update('secrets', { ...first, metadata: { ...first.metadata } })).toBe(first);
    expect(events).toEqual([]);
  });

  test('the generation counts changes of the spec alone', () => {
    const store = new Store();
    const draft = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace: 'default' } };
    store.create('pods', { ...draft, spec: { containers: [] } });
    store.update('pods', { ...draft, spec: { containers: [] }, status: { phase: 'Running' } });
    expect(store.get('pods', { namespace: 'default', name: 'a' })?.metadata.generation).toBe(1);
    store.update('pods', { ...draft, spec: { containers: [], hostname: 'b' } });
    expect(store.get('pods', { namespace: 'default', name: 'a' })?.metadata.generation).toBe(2);
  });
});

describe('watches', () => {
  test('begin at a past revision, and end when they are told to', () => {
    const store = new Store();
    const first = store.create('secrets', secret('a'));
    store.create('secrets', secret('b'));
    const names: string[] = [];
    const stop = store.watch(({ object }) => names.push(object.metadata.name), Number(first.metadata.resourceVersion));
    store.create('secrets', secret('c'));
    stop();
    store.create('secrets', secret('d'));
    expect(names).toEqual(['b', 'c']);
  });

  test('hear events in order, also when a listener writes', () => {
    const store = new Store();
    store.watch(({ object }) => {
      if (object.metadata.name === 'a') store.create('secrets', secret('b'));
    });
    const heard: string[] = [];
    store.watch(({ object }) => heard.push(object.metadata.name));
    store.create('secrets', secret('a'));
    expect(heard).toEqual(['a', 'b']);
  });

  test('that begin while an event goes round hear each event once', () => {
    const store = new Store();
    const heard: string[] = [];
    store.watch(({ object }) => {
      if (object.metadata.name === 'a') store.watch((event) => heard.push(event.object.metadata.name), 1);
    });
    store.create('secrets', secret('a'));
    store.create('secrets', secret('b'));
    expect(heard).toEqual(['a', 'b']);
  });

  test('of a past that is no longer kept are refused, as is a revision that never was', () => {
    const store = new Store({ keptEvents: 2 });
    for (const name of ['a', 'b', 'c', 'd', 'e']) store.create('secrets', secret(name));
    expect(() => store.watch(() => {}, 1)).toThrow(expect.objectContaining({ code: 'expired' }));
    expect(() => store.watch(() => {}, store.revision + 1)).toThrow(StoreError);
  });
});

test('every past that is kept can be listed, and replaying the events from it gives the present', () => {
  const write = fc.record({ name: fc.constantFrom('a', 'b', 'c'), value: fc.integer({ min: 0, max: 3 }) });
  fc.assert(
    fc.property(fc.array(write, { maxLength: 30 }), fc.nat(), (writes, at) => {
      const store = new Store();
      const past = new Map([[store.revision, store.list('secrets')]]);
      for (const { name, value } of writes) {
        const known = store.get('secrets', { namespace: 'default', name });
        if (known === undefined) store.create('secrets', secret(name));
        else if (value === 0) store.remove('secrets', known.metadata);
        else store.update('secrets', secret(name, { x: String(value) }));
        past.set(store.revision, store.list('secrets'));
      }
      const revisions = [...past.keys()];
      const revision = revisions[at % revisions.length] ?? 1;
      expect(store.listAt('secrets', revision)).toEqual(past.get(revision));

      const replayed = new Map((past.get(revision) ?? []).map((object) => [object.metadata.name, object as object]));
      store.watch(({ type, object }) => {
        if (type === 'DELETED') replayed.delete(object.metadata.name);
        else replayed.set(object.metadata.name, object);
      }, revision);
      expect([...replayed.values()]).toHaveLength(store.list('secrets').length);
      for (const object of store.list('secrets')) expect(replayed.get(object.metadata.name)).toBe(object);
    }),
  );
});
