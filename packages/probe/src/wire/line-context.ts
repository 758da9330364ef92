import type { ParsedTarget } from '../target.ts';
import type { Order } from '../transport.ts';
import type { Dialling, DialOptions } from './dial.ts';

/** What a line of any protocol is given. */
export interface LineContext {
  readonly target: ParsedTarget;
  /** Milliseconds that one request may take from its start to the end of the body. */
  readonly timeout: number;
  /** The header fields of a request, names in lower case, less those of the protocol itself. */
  readonly fields: (order: Order) => readonly (readonly [name: string, value: string])[];
  /** Starts to connect, from the line's own address. */
  readonly dial: (options: Omit<DialOptions, 'source'>) => Dialling;
}
