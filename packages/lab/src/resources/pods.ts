import { isDeepStrictEqual } from 'node:util';
import type { ContainerStatus, Pod } from 'kubernetes-types/core/v1.js';
import type { Draft, Stored } from '../store/resource-types.ts';
import { age, ageColumn, nameColumn } from './columns.ts';
import type { Resource } from './resource.ts';
import { type FieldError, forbidden } from './schema/field-error.ts';
import { kind } from './schema/kind.ts';
import { podSpec } from './schema/pod-spec.ts';
import { podStatus } from './schema/pod-status.ts';
import { optional, required } from './schema/types.ts';

const schema = kind<Pod>('io.k8s.api.core.v1.Pod', 'Containers that run together; the lab runs each as a process.', {
  spec: required(2, podSpec, 'Spec of the pod.'),
  status: optional(3, podStatus, 'State of the pod.'),
});

export const pods: Resource<'pods'> = {
  name: 'pods',
  group: '',
  kind: 'Pod',
  singular: 'pod',
  shortNames: ['po'],
  categories: ['all'],
  namespaced: true,
  subresources: ['status', 'log'],
  nameRule: 'subdomain',
  schema: schema,
  columns: [
    nameColumn,
    { name: 'Ready', type: 'string', description: 'Ready containers of all containers.', cell: readyOf },
    { name: 'Status', type: 'string', description: 'What the pod is doing, in one word.', cell: statusWord },
    { name: 'Restarts', type: 'string', description: 'How often its containers were started anew.', cell: restartsOf },
    ageColumn,
    {
      name: 'IP',
      type: 'string',
      priority: 1,
      description: 'Address of the pod.',
      cell: ({ status }) => status?.podIP || '<none>',
    },
    {
      name: 'Node',
      type: 'string',
      priority: 1,
      description: 'Node that the pod runs on.',
      cell: ({ spec }) => spec?.nodeName || '<none>',
    },
    {
      name: 'Nominated Node',
      type: 'string',
      priority: 1,
      description: 'Node on which room is being made for the pod.',
      cell: ({ status }) => status?.nominatedNodeName || '<none>',
    },
    {
      name: 'Readiness Gates',
      type: 'string',
      priority: 1,
      description: 'Conditions beyond its containers that the pod waits for.',
      cell: () => '<none>',
    },
  ],
  selectableFields: {
    'spec.nodeName': ({ spec }) => spec?.nodeName ?? '',
    'spec.restartPolicy': ({ spec }) => spec?.restartPolicy ?? '',
    'spec.schedulerName': ({ spec }) => spec?.schedulerName ?? '',
    'spec.serviceAccountName': ({ spec }) => spec?.serviceAccountName ?? '',
    'spec.hostNetwork': ({ spec }) => String(spec?.hostNetwork ?? false),
    'status.phase': ({ status }) => status?.phase ?? '',
    'status.podIP': ({ status }) => status?.podIP ?? '',
    'status.nominatedNodeName': ({ status }) => status?.nominatedNodeName ?? '',
  },
  prepareForCreate(draft) {
    Object.assign(draft, { status: { phase: 'Pending' } });
  },
  validateUpdate: specChangeErrors,
};

/** A pod runs as it was made: only its images and a few more fields may change. */
function specChangeErrors(draft: Draft<'pods'>, previous: Stored<'pods'>): FieldError[] {
  const fixed = ({ spec }: Draft<'pods'> | Stored<'pods'>) => ({
    ...spec,
    containers: spec?.containers.map((container) => ({ ...container, image: '' })),
    tolerations: [],
    terminationGracePeriodSeconds: 0,
  });
  if (isDeepStrictEqual(fixed(draft), fixed(previous))) return [];
  const changeable =
    '`spec.containers[*].image`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds`';
  return [forbidden('spec', `pod updates may not change fields other than ${changeable}`)];
}

function readyOf({ spec, status }: Stored<'pods'>): string {
  const ready = (status?.containerStatuses ?? []).filter((container) => container.ready).length;
  return `${ready}/${spec?.containers.length ?? 0}`;
}

/** The status word of `kubectl get pods`, by the rules of `printPod` in pkg/printers/internalversion of Kubernetes. */
function statusWord({ metadata, status }: Stored<'pods'>): string {
  if (metadata.deletionTimestamp !== undefined) return status?.reason === 'NodeLost' ? 'Unknown' : 'Terminating';
  const containers = [...(status?.containerStatuses ?? [])].reverse();
  let word = status?.reason || status?.phase || '';
  let running = false;
  for (const container of containers) {
    word = containerWord(container) ?? word;
    running ||= container.ready && container.state?.running !== undefined;
  }
  if (word === 'Completed' && running) {
    const ready = status?.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True');
    return ready ? 'Running' : 'NotReady';
  }
  return word;
}

function containerWord({ state }: ContainerStatus): string | undefined {
  if (state?.waiting?.reason) return state.waiting.reason;
  const ended = state?.terminated;
  if (ended === undefined) return undefined;
  if (ended.reason) return ended.reason;
  return ended.signal ? `Signal:${ended.signal}` : `ExitCode:${ended.exitCode}`;
}

function restartsOf({ status }: Stored<'pods'>, now: Date): string {
  const containers = status?.containerStatuses ?? [];
  const count = containers.reduce((sum, container) => sum + container.restartCount, 0);
  const ends = containers.map(({ lastState }) => lastState?.terminated?.finishedAt).filter((end) => end !== undefined);
  const last = ends.sort().at(-1);
  return count === 0 || last === undefined ? String(count) : `${count} (${age(last, now)} ago)`;
}
