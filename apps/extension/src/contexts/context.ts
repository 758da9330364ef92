import type { ClusterView } from '@sticky/cluster';

/** How far a context is: closed until its user opens it, since opening may run a login or meet a dead server. */
export type ContextState =
  | { readonly kind: 'closed' }
  | { readonly kind: 'opening' }
  | { readonly kind: 'open'; readonly view: ClusterView }
  | { readonly kind: 'failed'; readonly message: string };

/** A kubeconfig context and a namespace, pinned together into every call. */
export interface Context {
  /** Stable: kubeconfig, name and namespace. */
  readonly id: string;
  readonly name: string;
  readonly namespace: string;
  /** Path of its kubeconfig; without it the usual places. */
  readonly kubeconfig?: string;
  /** Sticky's own lab: changes there need no confirmation. */
  readonly lab: boolean;
  readonly state: ContextState;
}

export type OpenContext = Context & { readonly state: Extract<ContextState, { kind: 'open' }> };

export const isOpen = (context: Context): context is OpenContext => context.state.kind === 'open';

/** Whether an open context was not heard lately. */
export const isStale = ({ state }: Context): boolean => state.kind === 'open' && state.view.staleSince !== undefined;

/** `minikube / default`: how a context is named wherever it is shown. */
export const contextTitle = (context: Pick<Context, 'name' | 'namespace'>): string =>
  `${context.name} / ${context.namespace}`;
