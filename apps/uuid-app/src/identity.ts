import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';

/** Who answers: one process, so in a cluster one life of one pod. */
export interface Identity {
  /** Made once at start: a restarted container is somebody else. */
  readonly uuid: string;
  /** From `HOSTNAME`, which a container's runtime sets to its pod's; else the machine's. */
  readonly hostname: string;
  /** From `POD_NAME` (the downward API); null outside a cluster. */
  readonly pod: string | null;
  /** ISO 8601. */
  readonly startedAt: string;
}

/** A new identity for this process. */
export function createIdentity(env: Readonly<Record<string, string | undefined>>): Identity {
  return {
    uuid: randomUUID(),
    hostname: env.HOSTNAME || hostname(),
    pod: env.POD_NAME || null,
    startedAt: new Date().toISOString(),
  };
}
