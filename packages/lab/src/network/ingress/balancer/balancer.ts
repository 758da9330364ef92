import type { ServiceEndpoint } from '../../endpoints.ts';
import type { Reason } from '../../proxy/route.ts';
import type { RequestFacts } from '../nginx-variables.ts';

/** One try of one request. */
export interface Attempt {
  readonly request: RequestFacts;
  /** The upstream key of the affinity cookie that the request carries. */
  readonly cookieKey: string | undefined;
  /** Endpoints, by their ids, that this very request has met and that failed it. */
  readonly failed: ReadonlySet<string>;
}

export interface Chosen {
  readonly endpoint: ServiceEndpoint;
  /** Of a first try; that of a later one is that there was an earlier one. */
  readonly reason: Reason;
  /** A new pick was made by a way that keeps clients, and the cookie is to carry this key. */
  readonly newKey?: string;
  /** Wants to hear how many milliseconds the endpoint took, from connecting to the last byte. */
  observe?(milliseconds: number): void;
}

/**
 * Chooses an endpoint for one try of one request: one of ingress-nginx's load-balancing algorithms. Undefined when there is
 * none (left) to choose.
 */
export interface Balancer {
  choose(attempt: Attempt): Chosen | undefined;
}
