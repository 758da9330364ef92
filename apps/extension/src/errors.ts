/** One line for people: the message of an error, without its class or stack. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0]?.trim() || 'Something failed without saying what.';
}

/** Whether somebody cancelled: Esc, the cancel button, or the editor closing. Nobody needs to be told. */
export function isCancelled(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === 'AbortError' || ('code' in error && error.code === 'aborted');
}

/** Whether the error comes from one of Sticky's own doors: its message already says what to do next. */
export const isExpected = (error: unknown): boolean =>
  error instanceof Error &&
  ['ClusterError', 'LabError', 'ManifestError', 'ProbeError', 'UserError'].includes(error.name);

/** What a command tells its user when it cannot go on. */
export class UserError extends Error {
  override readonly name = 'UserError';
}
