/** Stable codes of the errors that starting, stopping and asking a lab can throw. */
export const LAB_ERROR_CODES = [
  /** Another lab runs in this state folder. */
  'already-running',
  /** No loopback address or port could be had. */
  'no-address',
  /** The lab's process ended or said nothing before it was ready. */
  'start-failed',
  /** The state folder cannot be written. */
  'state-unwritable',
  /** The program of an image is not there. */
  'image-missing',
  /** No lab runs in this state folder, or it does not answer. */
  'not-running',
  /** The lab ended while it was listened to. */
  'ended',
  /** The lab that runs is of a version that this one does not understand. */
  'other-version',
  /** What was asked to go wrong is no fault that the lab knows. */
  'invalid-fault',
  /** The lab has no pod or no fault of that name. */
  'not-found',
  /** The lab cannot do it now: the message says why. */
  'not-possible',
] as const;
export type LabErrorCode = (typeof LAB_ERROR_CODES)[number];

/** Thrown by this package's door. `message` is one line that says what to do next. */
export class LabError extends Error {
  override readonly name = 'LabError';
  readonly code: LabErrorCode;

  constructor(code: LabErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
  }
}
