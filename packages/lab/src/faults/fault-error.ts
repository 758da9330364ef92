export type FaultErrorCode =
  /** No pod is called so, or more than one could be meant. */
  | 'unknown-pod'
  /** No route has the host. */
  | 'unknown-host'
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

/** `name one of a, b`: what a message ends with. */
export function nameOneOf(names: readonly string[]): string {
  const rest = names.length - SHOWN;
  return `name one of ${names.slice(0, SHOWN).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** As many as a line has room for. */
const SHOWN = 5;
