/** Something that goes wrong in the lab on purpose, for a time. */
export type Fault = LatencyFault | ErrorFault | HangFault | DieFault | SlowWatchFault | PartitionFault;

/** Which requests a fault meets: all that the ingress and the gateways send to pods, unless it names fewer. */
interface OfRequests extends ForATime {
  /** Those for this host, in lower case, without a port. */
  readonly host?: string;
  /** Those that are sent to this pod. */
  readonly pod?: string;
  /** Of the pod. Default `default`. */
  readonly namespace: string;
  /** From above 0 to 1, default 1. A lot decides for each try to send a request to a pod, not for each client. */
  readonly share: number;
}

interface OfPod {
  /** Its name, or the end of it after a `-` that no other pod of the namespace shares. */
  readonly pod: string;
  /** Default `default`. */
  readonly namespace: string;
}

interface ForATime {
  /** From above 0 to 3,600, default 60: none is left behind by mistake. */
  readonly seconds: number;
}

/** A request reaches its pod so many milliseconds late, from 1 to 600,000. */
export interface LatencyFault extends OfRequests {
  readonly kind: 'latency';
  readonly milliseconds: number;
}

/** The pod is not asked; the answer has this status, from 400 to 599. */
export interface ErrorFault extends OfRequests {
  readonly kind: 'error';
  readonly status: number;
}

/**
 * The pod's processes are stopped where they are (SIGSTOP): it takes connections and answers nothing. Its probes fail in
 * their own time. A container that is restarted meanwhile runs.
 */
export interface HangFault extends OfPod, ForATime {
  readonly kind: 'hang';
}

/** The pod's processes are killed (SIGKILL), once or again and again; the kubelet starts them anew with back-off. */
export interface DieFault extends OfPod {
  readonly kind: 'die';
  readonly repeat?: { readonly everySeconds: number } & ForATime;
}

/**
 * Clients' watches and the data path hear of changes so many milliseconds late, from 1 to 60,000, in order. Reads, writes,
 * controllers and the kubelet are as quick as ever: so routes lead to pods that are gone.
 */
export interface SlowWatchFault extends ForATime {
  readonly kind: 'slow-watch';
  readonly milliseconds: number;
}

/**
 * No packet goes between the pod and the ingress or a gateway: connections are not made, open ones are silent. It stays
 * ready, for the kubelet's probes still reach it.
 */
export interface PartitionFault extends OfPod, ForATime {
  readonly kind: 'partition';
}

/** A fault that the lab has taken. */
export interface ActiveFault {
  /** `latency-1` */
  readonly id: string;
  /** As asked for, with its defaults; the pod by its full name. */
  readonly fault: Fault;
  /** ISO 8601. */
  readonly since: string;
  /** ISO 8601. It ends then by itself, or sooner when its pod is gone. */
  readonly until: string;
}
