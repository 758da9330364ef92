/** What an answer says, as far as who gave it may be read from it. */
export interface Answer {
  readonly status: number;
  /** Names in lower case; without Set-Cookie. */
  readonly fields: Readonly<Record<string, string>>;
  readonly setCookie: readonly string[];
  readonly body: Uint8Array;
}

/** Reads who gave an answer; undefined when the answer does not say. */
export type ReadIdentity = (answer: Answer) => string | undefined;
