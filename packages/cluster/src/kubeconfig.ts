export interface ContextSummary {
  readonly name: string;
  readonly cluster: string;
  readonly server: string;
  readonly namespace: string;
  /** Whether kubectl would use it now. Sticky never does so by itself. */
  readonly current: boolean;
}

/** The contexts of a kubeconfig. Reads files only: no connection, no process. @throws ClusterError */
export function listContexts(_options: { readonly kubeconfig?: string | undefined } = {}): readonly ContextSummary[] {
  return [];
}
