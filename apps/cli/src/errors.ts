/** Stable codes of the errors that the command line itself finds. */
export type CliErrorCode =
  /** A flag or an argument that cannot be used. */
  | 'usage'
  /** It worked, and what was found is not what was expected. */
  | 'not-as-expected'
  /** The plan was shown and not accepted. */
  | 'declined'
  /** No cluster was named and no lab runs. */
  | 'no-lab';

/** Thrown by the commands. `message` is one line that says what to do next. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: CliErrorCode;

  constructor(code: CliErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
  }
}
