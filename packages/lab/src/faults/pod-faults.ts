import { CAN_HANG } from '../kubelet/hang.ts';
import type { Kubelet } from '../kubelet/kubelet.ts';
import type { DieFault, HangFault } from './fault.ts';
import { FaultError } from './fault-error.ts';

/** What is done to a pod's processes for a time. */
export interface PodFault {
  /** Resolves when it is over before it was ended: there is nothing left that it could be done to. */
  readonly over: Promise<void>;
  end(): Promise<void>;
}

/** @throws FaultError `not-possible` */
export function hangPod(kubelet: Pick<Kubelet, 'hang'>, { pod, namespace }: HangFault): PodFault {
  if (!CAN_HANG) throw new FaultError('not-possible', 'this system cannot stop a process: try a partition of the pod');
  const hangs = kubelet.hang({ namespace, name: pod });
  if (hangs.length === 0) throw notRunning(pod);
  return {
    over: Promise.all(hangs.map(({ over }) => over)).then(() => {}),
    async end() {
      await Promise.all(hangs.map(({ release }) => release()));
    },
  };
}

/**
 * Kills it now and then again and again, if the fault says so. One that waits for its restart is left alone.
 *
 * @throws FaultError `not-possible`
 */
export function killPod(
  kubelet: Pick<Kubelet, 'crash'>,
  { pod, namespace, repeat }: DieFault,
  onKilledAgain: () => void,
): PodFault | undefined {
  const kill = () => kubelet.crash({ namespace, name: pod });
  if (!kill()) throw notRunning(pod);
  if (repeat === undefined) return undefined;
  const timer = setInterval(() => {
    if (kill()) onKilledAgain();
  }, repeat.everySeconds * 1000);
  return {
    over: new Promise(() => {}),
    async end() {
      clearInterval(timer);
    },
  };
}

function notRunning(pod: string): FaultError {
  return new FaultError('not-possible', `no process of pod ${pod} runs now: wait until it does`);
}
