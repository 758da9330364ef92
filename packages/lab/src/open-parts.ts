export interface Closable {
  close(): void | Promise<void>;
}

/** What a lab has opened. It is closed in reverse order, once, however often that is asked for. */
export class OpenParts {
  readonly #parts: Closable[] = [];
  readonly #closed = Promise.withResolvers<void>();
  #closing: Promise<void> | undefined;

  /** What comes after the end was asked for is closed at once. */
  async add(part: Closable): Promise<void> {
    if (this.#closing === undefined) this.#parts.push(part);
    else await part.close();
  }

  /** Resolves when everything is closed. */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  /** Closes every part, also after one of them failed. @throws AggregateError of what failed */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const errors: unknown[] = [];
    for (const part of [...this.#parts].reverse()) {
      try {
        await part.close();
      } catch (error) {
        errors.push(error);
      }
    }
    this.#closed.resolve();
    if (errors.length > 0) throw new AggregateError(errors, 'the lab could not close everything');
  }
}
