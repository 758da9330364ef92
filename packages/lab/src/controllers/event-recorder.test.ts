import { expect, test } from 'vitest';
import { Store } from '../store/store.ts';
import { pod } from '../testing/manifests.ts';
import { EventRecorder } from './event-recorder.ts';

test('the same event again is counted, another one stands beside it', () => {
  const store = new Store();
  const object = store.create('pods', pod('one'));
  const recorder = new EventRecorder(store, 'kubelet');

  recorder.record(object, 'Normal', 'Started', 'Started container app');
  recorder.record(object, 'Normal', 'Started', 'Started container app');
  recorder.record(object, 'Warning', 'Unhealthy', 'Readiness probe failed');

  const events = store
    .list('events', 'default')
    .map(({ reason, count, involvedObject }) => [reason, count, involvedObject.name]);
  expect(events.sort()).toEqual([
    ['Started', 2, 'one'],
    ['Unhealthy', 1, 'one'],
  ]);
});

test('an event that has expired meanwhile is told anew', () => {
  const store = new Store();
  const object = store.create('pods', pod('one'));
  const recorder = new EventRecorder(store, 'kubelet');
  recorder.record(object, 'Normal', 'Started', 'Started container app');
  for (const { metadata } of store.list('events')) store.remove('events', metadata);

  recorder.record(object, 'Normal', 'Started', 'Started container app');

  expect(store.list('events').map(({ count }) => count)).toEqual([1]);
});

test('events of one moment are listed in the order in which they happened', () => {
  const store = new Store();
  const object = store.create('pods', pod('one'));
  const recorders = [new EventRecorder(store, 'default-scheduler'), new EventRecorder(store, 'kubelet')];
  const reasons = Array.from({ length: 200 }, (_, index) => `Reason${index}`);

  for (const [index, reason] of reasons.entries()) {
    recorders[index % 2]?.record(object, 'Normal', reason, 'It happened');
  }

  expect(store.list('events').map(({ reason }) => reason)).toEqual(reasons);
});
