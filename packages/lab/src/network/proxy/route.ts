import type { ServiceEndpoint } from '../endpoints.ts';

/** One header field as it stands on the wire: the name keeps its case, the value is Latin-1, one character a byte. */
export type Field = readonly [name: string, value: string];

/** The head of one request, parsed and valid, whatever version of HTTP it came in. */
export interface RequestHead {
  readonly method: string;
  /** Path and query as sent (`/a?b`), also where the client sent the absolute form. `*` for `OPTIONS *`. */
  readonly target: string;
  readonly version: '1.0' | '1.1' | '2';
  readonly scheme: 'http' | 'https';
  /** Host and port as the client named them. Empty where HTTP/1.0 named none. */
  readonly authority: string;
  /** Of the authority: in lower case, without port and closing dot. */
  readonly host: string;
  readonly fields: readonly Field[];
  /** The value of a field by its lower-case name; several are joined by `, `, those of Cookie by `; `. */
  field(name: string): string | undefined;
  readonly client: { readonly address: string; readonly port: number };
  /** The port that the client connected to. */
  readonly localPort: number;
  /** The name that the client asked for in TLS. */
  readonly serverName: string | undefined;
}

/** Decides what becomes of requests. The ingress and each Gateway's listener is one. */
export interface Router {
  /** Called once a head is complete. Cheap, synchronous, and never throws for what a client sends. */
  route(request: RequestHead): Route;
}

export type Route = Reply | Forwarding;

/** The router answers itself: with a redirect, or with an error. */
export interface Reply {
  readonly kind: 'reply';
  /** The route in the access log, such as `default/sticky-i`; empty where none fits. */
  readonly name: string;
  readonly status: number;
  readonly fields: readonly Field[];
  /** Absent: the error page of the status. */
  readonly body?: string;
}

/** What is done to fields: first those named are taken out, then others are added. */
export interface FieldEdits {
  /** Lower-case names. */
  readonly remove: ReadonlySet<string>;
  readonly add: readonly Field[];
}

/** The request goes to a pod. */
export interface Forwarding {
  readonly kind: 'forward';
  /** The route in the access log, such as `default/sticky-i`. */
  readonly name: string;
  /** Path and query as the pod gets them. */
  readonly target: string;
  readonly requestEdits: FieldEdits;
  /** The session that the request brought, for the access log alone. */
  readonly session: Session | undefined;
  /**
   * Where the next try goes. `failed` has the endpoints that this very request has met before, in order; the pods may be
   * others by now. Undefined when there is none to choose: 503 at the first try, 502 after one.
   */
  choose(failed: readonly ServiceEndpoint[]): Choice | undefined;
  /** What is done to the fields of the pod's answer, besides the fields of each choice. */
  responseEdits?(status: number, fields: readonly Field[]): FieldEdits | undefined;
  /** Join the fields of an error that no pod gave. */
  readonly errorFields?: readonly Field[];
  /** Bytes; a pod's answer with a longer head counts as none (`invalid_header`). Absent: 32 KiB. */
  readonly mostAnswerHead?: number;
  readonly timeouts: Timeouts;
  readonly retry: RetryPolicy;
  readonly body: BodyPolicy;
}

export interface Session {
  /** Of the cookie or the header. */
  readonly name: string;
  readonly value: string;
}

/** Why a pod was chosen: what the access log says. */
export type Reason =
  | 'cookie'
  | 'header'
  | 'hash'
  | 'random'
  | 'round robin'
  | 'least loaded'
  | 'weight'
  | 'client address'
  | 'only one'
  | 'retry';

export interface Choice {
  readonly endpoint: ServiceEndpoint;
  readonly reason: Reason;
  /** Joins the fields of the answer, whichever try gives it: Set-Cookie, or the header of a session. */
  readonly fields?: readonly Field[];
  /** The fields take the place of those that earlier choices of the same request gave. */
  readonly replacesFields?: boolean;
  /** Told of the last try, once the request is over, how many milliseconds it took from connecting to the last byte. */
  observe?(milliseconds: number): void;
}

/** In milliseconds; 0 is none. */
export interface Timeouts {
  /** To reach the pod. */
  readonly connect: number;
  /** Between two writes to the pod. */
  readonly send: number;
  /** Between two reads from the pod. */
  readonly read: number;
  /** From the head of the request to the end of the answer: 504 when it is over and nothing was sent. */
  readonly total: number;
  /** Of one try, until the pod's answer begins. */
  readonly backend: number;
}

/** What makes a try count as failed, as nginx's `proxy_next_upstream` has it. */
export type RetryCause = 'error' | 'timeout' | 'invalid_header' | `http_${number}`;

export interface RetryPolicy {
  readonly on: ReadonlySet<RetryCause>;
  /** In all, the first one counted. */
  readonly most: number;
  /** Milliseconds from the first try in which another may begin; 0 is no limit. */
  readonly within: number;
  /** Also POST, LOCK and PATCH, which are else not sent a second time. */
  readonly nonIdempotent: boolean;
  /** Milliseconds between the end of one try and the next. Absent: none. */
  readonly backoff?: number;
}

export interface BodyPolicy {
  /** Bytes; a longer request body is answered with 413. Infinity is no limit. */
  readonly most: number;
  /** Whether all of it is read before the pod sees any of it. */
  readonly isBuffered: boolean;
}
