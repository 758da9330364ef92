export type FaultErrorCode =
  /** No pod is called so, or more than one could be meant. */
  | 'unknown-pod'
  /** The pod, or this system, cannot have that fault now. */
  | 'not-possible';

/** Why a fault cannot be. `message` says what to do next. */
export class FaultError extends Error {
  override readonly name = 'FaultError';
  readonly code: FaultErrorCode;

  constructor(code: FaultErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
