import type { Reason } from '../network/proxy/route.ts';

/** One request, or one connection through a Service, as the access log tells it. No value of a cookie stands in it. */
export interface AccessEntry {
  /** ISO 8601: when the request's head, or the connection, had come. */
  readonly time: string;
  readonly via: 'ingress' | 'gateway' | 'service';
  /** Namespace and name of the Ingress, HTTPRoute or Service: `default/sticky-i`. Empty where none fits. */
  readonly route: string;
  /** Absent for a connection through a Service, as are the next three. */
  readonly method?: string;
  readonly host?: string;
  /** Without the query, which may hold secrets. */
  readonly path?: string;
  /** 499 when the client went away before the answer, as nginx logs it. */
  readonly status?: number;
  /** The session the request brought, or the one its answer began. */
  readonly session?: AccessSession;
  /** The last one answered, unless it has a failure. Empty when there was no pod to try. */
  readonly tries: readonly AccessTry[];
  /** From the head of the request to the last byte of the answer; of a connection, until its pod took it or did not. */
  readonly milliseconds: number;
}

export interface AccessSession {
  /** Of the cookie or the header. */
  readonly name: string;
  /** Tells sessions apart without giving them away: eight hexadecimal digits of a hash of the value. */
  readonly id: string;
  /** The answer set it. */
  readonly isNew: boolean;
}

export interface AccessTry {
  /** Name of the pod, or where that is not known `ip:port`. */
  readonly pod: string;
  readonly reason: Reason;
  /** Why it gave no answer: `refused`, `timeout`, `reset`, `fault: partition`, … */
  readonly failure?: string;
}
