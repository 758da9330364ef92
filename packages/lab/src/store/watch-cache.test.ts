import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { pod } from '../testing/manifests.ts';
import { Store, type StoreEvent } from './store.ts';
import { WatchCache } from './watch-cache.ts';

const LAG_MS = 150;
const key = (name: string) => ({ namespace: 'default', name });

function start() {
  const store = new Store();
  store.create('pods', pod('old'));
  const cache = new WatchCache(store);
  onTestFinished(() => cache.close());
  const heard: string[] = [];
  const tell = ({ type, object }: StoreEvent) => heard.push(`${type} ${object.metadata.name}`);
  return { store, cache, heard, tell };
}

function relabel(store: Store, name: string, value: string): void {
  store.update('pods', pod(name, { version: value }));
}

test('knows at once what the store knows', () => {
  const { store, cache, heard, tell } = start();
  cache.watch(tell);

  store.create('pods', pod('new'));
  store.remove('pods', key('old'));

  expect(heard).toEqual(['ADDED new', 'DELETED old']);
  expect(cache.list('pods')).toEqual(store.list('pods'));
  expect(cache.get('pods', key('new'))).toBe(store.get('pods', key('new')));
});

describe('made to lag', () => {
  test('shows the store as it was, until the events come', async () => {
    const { store, cache, heard, tell } = start();
    cache.watch(tell);
    cache.lag(LAG_MS);
    const before = cache.list('pods', 'default');
    const begun = performance.now();

    relabel(store, 'old', '1');
    relabel(store, 'old', '2');
    store.remove('pods', key('old'));
    store.create('pods', pod('new'));

    expect(heard).toEqual([]);
    expect(cache.list('pods', 'default')).toEqual(before);
    expect(cache.get('pods', key('old'))).toEqual(before[0]);
    expect(cache.get('pods', key('new'))).toBeUndefined();
    await vi.waitFor(() => expect(heard).toHaveLength(4));
    // Timers are exact to a millisecond, and may be one early.
    expect(performance.now() - begun).toBeGreaterThanOrEqual(LAG_MS - 1);
    expect(heard).toEqual(['MODIFIED old', 'MODIFIED old', 'DELETED old', 'ADDED new']);
    expect(cache.list('pods')).toEqual(store.list('pods'));
  });

  test('agrees, at each event, with what it has told', async () => {
    const { store, cache } = start();
    cache.lag(20);
    const versions: unknown[] = [];
    cache.watch(() => versions.push(cache.get('pods', key('old'))?.metadata.labels?.version));

    for (const version of ['1', '2', '3']) relabel(store, 'old', version);

    await vi.waitFor(() => expect(versions).toEqual(['1', '2', '3']));
  });

  test('tells all that is on its way, in order, when it ends', () => {
    const { store, cache, heard, tell } = start();
    cache.watch(tell);
    cache.lag(60_000);
    store.create('pods', pod('a'));
    store.create('pods', pod('b'));

    cache.lag(0);
    store.create('pods', pod('c'));

    expect(heard).toEqual(['ADDED a', 'ADDED b', 'ADDED c']);
  });

  test('tells a newcomer what it has told already at once, and the rest when it is due', async () => {
    const { store, cache, heard, tell } = start();
    const earlier = store.revision;
    store.create('pods', pod('a'));
    cache.lag(50);
    store.create('pods', pod('b'));
    const ahead: string[] = [];

    cache.watch(tell, earlier);
    cache.watch(({ object }) => ahead.push(object.metadata.name), store.revision);
    store.create('pods', pod('c'));

    expect(heard).toEqual(['ADDED a']);
    await vi.waitFor(() => expect(heard).toEqual(['ADDED a', 'ADDED b', 'ADDED c']));
    expect(ahead).toEqual(['c']);
  });

  test('loses nothing to a listener that writes while others still listen', () => {
    const { store, cache, heard, tell } = start();
    cache.lag(60_000);
    store.create('pods', pod('a'));
    cache.watch(({ object }) => {
      if (object.metadata.name === 'a') store.create('pods', pod('b'));
    });
    cache.watch(tell);

    cache.lag(0);

    expect(heard).toEqual(['ADDED a', 'ADDED b']);
  });
});
