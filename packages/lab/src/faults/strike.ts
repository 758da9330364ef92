import type { ServiceEndpoint } from '../network/endpoints.ts';
import type { Stored } from '../store/resource-types.ts';
import type { Fault } from './fault.ts';
import { FaultError } from './fault-error.ts';
import type { TryFault } from './try-fault.ts';

/** A fault that meets tries to send a request to a pod. */
export interface Strike {
  readonly fault: TryFault;
  /** Address of the only pod that it meets. */
  readonly ip: string | undefined;
  /** Whether it meets this try. Where a share is met, the lot is drawn anew at each call. */
  hits(host: string, endpoint: ServiceEndpoint): boolean;
}

/** What the fault does to requests; undefined for a kind that does nothing to them itself. @throws FaultError `not-possible` */
export function strikeOf(fault: Fault, pod: Stored<'pods'> | undefined): Strike | undefined {
  const ip = pod?.status?.podIP;
  switch (fault.kind) {
    case 'latency':
    case 'error':
    case 'partition': {
      if (pod !== undefined && ip === undefined) {
        throw new FaultError('not-possible', `pod ${pod.metadata.name} has no address yet: wait until it runs`);
      }
      const { host, share } = fault.kind === 'partition' ? { host: undefined, share: 1 } : fault;
      return {
        fault: tryFault(fault),
        ip,
        // Nobody gains from guessing the lot, so it need not be a secret; and it is drawn once a try.
        hits: (asked, endpoint) =>
          (host === undefined || host === asked) &&
          (ip === undefined || ip === endpoint.ip) &&
          (share === 1 || Math.random() < share),
      };
    }
    default:
      return undefined;
  }
}

function tryFault(fault: Extract<Fault, { kind: TryFault['kind'] }>): TryFault {
  switch (fault.kind) {
    case 'latency':
      return { kind: 'latency', milliseconds: fault.milliseconds };
    case 'error':
      return { kind: 'error', status: fault.status };
    case 'partition':
      return { kind: 'partition' };
  }
}
