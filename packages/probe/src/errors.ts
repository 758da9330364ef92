/** Stable codes of the errors that this package throws. */
export type ProbeErrorCode =
  /** The target URL, its host or its server name cannot be used. */
  | 'invalid-url'
  /** The authority that is to be trusted is no certificate. */
  | 'invalid-ca'
  /** The client certificate and its key cannot be used. */
  | 'invalid-certificate'
  /** The credentials cannot be sent as they are. */
  | 'invalid-credentials'
  /** A header field cannot be sent, or is not the caller's to set. */
  | 'invalid-field'
  /** The proxy's address cannot be used. */
  | 'invalid-proxy'
  /** An option is out of its range. */
  | 'invalid-option'
  /** What was read is no report of this version. */
  | 'invalid-report'
  /** What routes are expected to be is not said in a way that can be understood. */
  | 'invalid-expectation'
  /** No request was answered at all: refused, not resolved, timed out. */
  | 'unreachable'
  /** Answers came, but none names the backend that gave it. */
  | 'no-identity'
  /** Answers came, but hardly any with a success status. */
  | 'bad-status'
  /** Redirects lead in a circle, too far, or where they cannot be followed. */
  | 'redirects'
  /** The route asks to wait for longer than a probe waits. */
  | 'too-many-requests';

/** Thrown by the probe. `message` is one line that says what to do next. */
export class ProbeError extends Error {
  override readonly name = 'ProbeError';
  readonly code: ProbeErrorCode;

  constructor(code: ProbeErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
  }
}
