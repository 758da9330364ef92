/** What every call to a cluster takes. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}
