import { expect, test } from 'vitest';
import { objectSchemas } from '../api/objects.ts';
import { podReady, podStatus } from './pod-status.ts';

const pod = (status: object, metadata: object = {}) =>
  objectSchemas.Pod.parse({
    metadata: { name: 'p', uid: '1', resourceVersion: '1', ...metadata },
    spec: { containers: [{ name: 'c' }] },
    status,
  });

const ready = [{ type: 'Ready', status: 'True' }];
const container = (state: object, rest: object = {}) => ({ name: 'c', state, ...rest });

test.each([
  ['Pending', { phase: 'Pending' }],
  [
    'ContainerCreating',
    { phase: 'Pending', containerStatuses: [container({ waiting: { reason: 'ContainerCreating' } })] },
  ],
  [
    'ImagePullBackOff',
    { phase: 'Pending', containerStatuses: [container({ waiting: { reason: 'ImagePullBackOff' } })] },
  ],
  [
    'Running',
    { phase: 'Running', conditions: ready, containerStatuses: [container({ running: {} }, { ready: true })] },
  ],
  ['Running', { phase: 'Running', containerStatuses: [container({ running: {} })] }],
  [
    'CrashLoopBackOff',
    { phase: 'Running', containerStatuses: [container({ waiting: { reason: 'CrashLoopBackOff' } })] },
  ],
  ['Error', { phase: 'Failed', containerStatuses: [container({ terminated: { reason: 'Error', exitCode: 1 } })] }],
  ['ExitCode:3', { phase: 'Failed', containerStatuses: [container({ terminated: { exitCode: 3 } })] }],
  ['Signal:9', { phase: 'Failed', containerStatuses: [container({ terminated: { exitCode: 137, signal: 9 } })] }],
  ['Completed', { phase: 'Succeeded', containerStatuses: [container({ terminated: { reason: 'Completed' } })] }],
  ['Evicted', { phase: 'Failed', reason: 'Evicted' }],
  ['Init:0/2', { phase: 'Pending', initContainerStatuses: [container({ running: {} }), container({ waiting: {} })] }],
  [
    'Init:1/2',
    {
      phase: 'Pending',
      initContainerStatuses: [container({ terminated: { exitCode: 0 } }), container({ running: {} })],
    },
  ],
  [
    'Init:Error',
    { phase: 'Pending', initContainerStatuses: [container({ terminated: { reason: 'Error', exitCode: 1 } })] },
  ],
  [
    'Init:ErrImagePull',
    { phase: 'Pending', initContainerStatuses: [container({ waiting: { reason: 'ErrImagePull' } })] },
  ],
])('%s, as kubectl shows it', (word, status) => {
  expect(podStatus(pod(status))).toBe(word);
});

test('the word is the first container that has one, as kubectl reads them', () => {
  const statuses = [
    container({ waiting: { reason: 'ErrImagePull' } }),
    container({ waiting: { reason: 'ContainerCreating' } }),
  ];

  expect(podStatus(pod({ phase: 'Pending', containerStatuses: statuses }))).toBe('ErrImagePull');
});

test('a pod on its way out is Terminating, and not ready whatever its condition', () => {
  const going = pod({ phase: 'Running', conditions: ready }, { deletionTimestamp: '2026-01-01T00:00:00Z' });

  expect(podStatus(going)).toBe('Terminating');
  expect(podReady(going)).toBe(false);
});

test('ready is what the Ready condition says', () => {
  expect(podReady(pod({ conditions: ready }))).toBe(true);
  expect(podReady(pod({ conditions: [{ type: 'Ready', status: 'False' }] }))).toBe(false);
  expect(podReady(pod({}))).toBe(false);
});
