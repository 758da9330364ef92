import type { ContainerStatus, Observed } from '../api/objects.ts';

/** The word in kubectl's STATUS column (kubernetes/pkg/printers/internalversion, `printPod`). */
export function podStatus({ metadata, status }: Observed<'Pod'>): string {
  if (metadata.deletionTimestamp !== undefined) return status.reason === 'NodeLost' ? 'Unknown' : 'Terminating';
  const initialising = initStatus(status.initContainerStatuses);
  if (initialising !== undefined) return initialising;

  let word = status.reason || status.phase;
  let running = false;
  // The first container's word counts, so it is read last.
  for (const { state, ready } of status.containerStatuses.toReversed()) {
    if (state.waiting?.reason) word = state.waiting.reason;
    else if (state.terminated) word = terminatedWord(state.terminated);
    else if (state.running && ready) running = true;
  }
  if (word === 'Completed' && running) return isReady(status.conditions) ? 'Running' : 'NotReady';
  return word;
}

/** Ready to serve, and not on its way out. */
export function podReady({ metadata, status }: Observed<'Pod'>): boolean {
  return metadata.deletionTimestamp === undefined && isReady(status.conditions);
}

function isReady(conditions: Observed<'Pod'>['status']['conditions']): boolean {
  return conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
}

function initStatus(containers: readonly ContainerStatus[]): string | undefined {
  for (const [index, { state, ready }] of containers.entries()) {
    if (ready || state.terminated?.exitCode === 0) continue;
    if (state.terminated) return `Init:${terminatedWord(state.terminated)}`;
    const waiting = state.waiting?.reason;
    return waiting && waiting !== 'PodInitializing' ? `Init:${waiting}` : `Init:${index}/${containers.length}`;
  }
  return undefined;
}

function terminatedWord({ reason, signal, exitCode }: NonNullable<ContainerStatus['state']['terminated']>): string {
  return reason || (signal === 0 ? `ExitCode:${exitCode}` : `Signal:${signal}`);
}
