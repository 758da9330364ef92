import type { ContainerStatus, Observed } from '../api/objects.ts';
import type { AppObjects } from './app-objects.ts';
import { podReady } from './pod-status.ts';
import type { Snapshot } from './snapshot.ts';

/** What every pod waits for on its way up. */
const USUAL = new Set(['ContainerCreating', 'PodInitializing']);
const MAX_LENGTH = 300;

/** What is wrong with an App now, one line each. */
export function problemsOf(objects: AppObjects, snapshot: Snapshot): readonly string[] {
  const { deployment, pods } = objects;
  const lines = [
    ...pods.flatMap(podProblems),
    ...deployment.status.conditions
      .filter(
        ({ type, status }) =>
          (type === 'ReplicaFailure' && status === 'True') || (type === 'Progressing' && status === 'False'),
      )
      .map(({ reason, message }) => line(`deployment ${deployment.metadata.name}`, reason, message)),
    ...routingEvents(objects, snapshot).map(({ involvedObject: { kind, name }, reason, message }) =>
      line(`${kind.toLowerCase()} ${name}`, reason, message),
    ),
  ];
  return [...new Set(lines)];
}

function podProblems(pod: Observed<'Pod'>): readonly string[] {
  if (podReady(pod) || pod.metadata.deletionTimestamp !== undefined) return [];
  const name = `pod ${pod.metadata.name}`;
  const unscheduled = pod.status.conditions.filter(({ type, status }) => type === 'PodScheduled' && status === 'False');
  const containers = [...pod.status.initContainerStatuses, ...pod.status.containerStatuses];
  return [
    ...unscheduled.map(({ reason, message }) => line(name, reason, message)),
    ...containers.flatMap((container) => containerProblems(name, container)),
  ];
}

function containerProblems(name: string, { state, lastState }: ContainerStatus): readonly string[] {
  if (state.waiting?.reason && !USUAL.has(state.waiting.reason)) {
    const last = lastState.terminated;
    const ended = last ? `it ended with exit code ${last.exitCode}${last.reason ? ` (${last.reason})` : ''}` : '';
    return [line(name, state.waiting.reason, state.waiting.message || ended)];
  }
  if (state.terminated && state.terminated.exitCode !== 0) {
    const { reason, message, exitCode } = state.terminated;
    return [line(name, reason || 'Error', message || `it ended with exit code ${exitCode}`)];
  }
  return [];
}

/** Services and Ingresses have no conditions to say what is wrong with them: only events do. */
function routingEvents({ services, ingresses }: AppObjects, { events }: Snapshot): readonly Observed<'Event'>[] {
  const uids = new Set([...services, ...ingresses].map(({ metadata }) => metadata.uid));
  return events.filter(({ type, involvedObject }) => type === 'Warning' && uids.has(involvedObject.uid));
}

/** Messages come from the cluster: one line, and not endless. */
function line(subject: string, reason: string, message: string): string {
  const text = [`${subject}: ${reason}`, message.replaceAll(/\s+/g, ' ').trim()]
    .filter((part) => part !== '')
    .join(', ');
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH - 1)}…`;
}
