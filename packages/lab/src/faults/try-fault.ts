import type { ServiceEndpoint } from '../network/endpoints.ts';

/** What goes wrong, on purpose, with one try to send a request to a pod. */
export type TryFault =
  /** It begins so many milliseconds later. */
  | { readonly kind: 'latency'; readonly milliseconds: number }
  /** The pod is not asked: this is its answer. */
  | { readonly kind: 'error'; readonly status: number }
  /** No packet gets through: the connection is not made until the connect timeout is over, and an open one is silent. */
  | { readonly kind: 'partition' };

/** Asked before each try; undefined for nearly all. */
export interface TryFaults {
  forTry(host: string, endpoint: ServiceEndpoint): TryFault | undefined;
  /**
   * Tells which pods, by the address that the API shows, are cut off, whenever they are others: on connections to them that
   * are open already nothing comes through meanwhile. Until the returned function is called.
   */
  followCutOff?(follower: (pods: ReadonlySet<string>) => void): () => void;
}
