/** Stable codes of the errors that this package throws. */
export type ClusterErrorCode =
  | 'kubeconfig-missing'
  | 'kubeconfig-invalid'
  | 'context-unknown'
  /** A credential plug-in of the kubeconfig is not installed or refused. */
  | 'login-failed'
  /** Nothing answers at the server's address, or not in time, or its certificate is not trusted. */
  | 'unreachable'
  | 'unauthorized'
  /** The user may not do this; the message names the rule to ask for. */
  | 'forbidden'
  | 'not-found'
  /** Another field manager owns a field; `conflicts` names both. */
  | 'conflict'
  /** The server refused the object. */
  | 'rejected'
  /** The App did not become ready in time; the message says what its pods wait for. */
  | 'not-ready'
  /** The App has no Service or route, or it has no address that can be reached from here. */
  | 'no-address'
  /** The verb does not fit the App as it is. */
  | 'not-possible'
  | 'aborted';

export interface FieldConflict {
  /** The other field manager. */
  readonly manager: string;
  /** Field path as the server names it: `.spec.replicas`. */
  readonly field: string;
}

/** Thrown by this package. `message` is one line that says what to do next and never carries a secret. */
export class ClusterError extends Error {
  override readonly name = 'ClusterError';
  readonly code: ClusterErrorCode;
  readonly conflicts: readonly FieldConflict[];

  constructor(
    code: ClusterErrorCode,
    message: string,
    options: { cause?: unknown; conflicts?: readonly FieldConflict[] } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.conflicts = options.conflicts ?? [];
  }
}
