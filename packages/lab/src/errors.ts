/** Stable codes of the errors that starting and stopping a lab can throw. */
export type LabErrorCode =
  /** Another lab runs in this state folder. */
  | 'already-running'
  /** No loopback address or port could be had. */
  | 'no-address'
  /** The lab's process ended or said nothing before it was ready. */
  | 'start-failed'
  /** The state folder cannot be written. */
  | 'state-unwritable'
  /** The program of an image is not there. */
  | 'image-missing';

/** Thrown by this package's door. `message` is one line that says what to do next. */
export class LabError extends Error {
  override readonly name = 'LabError';
  readonly code: LabErrorCode;

  constructor(code: LabErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
  }
}
