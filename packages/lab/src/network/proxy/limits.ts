/** What a client may ask of the proxy before it is refused. Sizes in bytes, times in milliseconds. */
export interface Limits {
  /** Of the request line and of each field's line: 414 and 431. */
  readonly line: number;
  /** Of all of a head: 431. */
  readonly head: number;
  /** Of fields in a head: 431. */
  readonly fields: number;
  /** From a head's first byte to its last: 408. Also for a new connection until its first byte, which is closed then. */
  readonly headTimeout: number;
  /** Between two reads of a request's body: 408. */
  readonly bodyTimeout: number;
  /** Between two writes of an answer: the connection is closed. */
  readonly sendTimeout: number;
  /** Between two requests: the connection is closed. */
  readonly idleTimeout: number;
  /** On one connection: the last of them closes it. */
  readonly requests: number;
  /** Of bodies that are kept until they are whole or for another try, all together: further ones stream to their pods. */
  readonly keptBodies: number;
}

/**
 * Those of ingress-nginx v1.15.1 (`large-client-header-buffers: 4 8k` and so on), and nginx's `max_headers`. nginx keeps
 * bodies in files instead, as many as the disk holds.
 */
export const DEFAULT_LIMITS: Limits = {
  line: 8 * 1024,
  head: 32 * 1024,
  fields: 1_000,
  headTimeout: 60_000,
  bodyTimeout: 60_000,
  sendTimeout: 60_000,
  idleTimeout: 75_000,
  requests: 1_000,
  keptBodies: 256 * 1024 * 1024,
};
