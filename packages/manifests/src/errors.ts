/** Stable codes of the errors that this package throws. */
export type ManifestErrorCode =
  /** A value given by the user is not acceptable; `issues` says which and why. */
  | 'invalid-input'
  /** The text is not YAML or not a Kubernetes object. */
  | 'invalid-document'
  /** The router cannot carry this affinity at all (not even with losses). */
  | 'unsupported-affinity'
  /** The router cannot route this (not even with losses). */
  | 'unsupported-routing';

/** One thing that is wrong with an input: where (`route.host`) and what to do, in one sentence. */
export interface Issue {
  readonly path: string;
  readonly message: string;
}

/** Thrown by the parsers of this package. `message` is one line that says what to do next. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError';
  readonly code: ManifestErrorCode;
  readonly issues: readonly Issue[];

  constructor(code: ManifestErrorCode, message: string, options: { issues?: readonly Issue[]; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.issues = options.issues ?? [];
  }
}
