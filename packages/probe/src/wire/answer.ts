import type { Exchange } from '../transport.ts';
import { decode } from './decode.ts';
import { WireFailure } from './failure.ts';

/** The most bytes of one body that are read: who answers says so early, and an endless body must end. */
export const bodyLimit = 1024 * 1024;

/** The most bytes of one head, as Node's own servers and clients have it. */
export const headLimit = 16 * 1024;

/** So many answers of the kind 1xx may come before the real one. */
const interimLimit = 32;

/** An exchange, less who carried it and how long it took. */
export type Outcome = Omit<Exchange, 'connection' | 'took'>;

/** Header fields as Node's parsers and undici's give them: names in lower case. */
export type RawFields = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Gathers one answer within bounds. Each step throws a WireFailure when a bound is passed. */
export interface Answering {
  /** An answer of the kind 1xx came. */
  interim(): void;
  head(status: number, fields: RawFields): void;
  data(chunk: Uint8Array): void;
  /** The whole answer. */
  end(): Outcome;
  /** What is known of an answer that ended with `failure`. */
  failed(failure: string): Outcome;
}

export function gatherAnswer(): Answering {
  // One block that grows, and no list of chunks: chunks of a byte each would cost hundreds of bytes each.
  let block = Buffer.allocUnsafe(2_048);
  let size = 0;
  let interims = 0;
  let head: Outcome = { fields: {}, setCookie: [] };
  return {
    interim: () => {
      if (++interims > interimLimit) throw new WireFailure('bad-http');
    },
    head: (status, fields) => {
      if (sizeOf(fields) > headLimit) throw new WireFailure('headers-too-large');
      head = {
        status,
        fields: fieldsOf(fields),
        setCookie: [fields['set-cookie'] ?? []].flat(),
        ...(typeof fields.location === 'string' ? { location: fields.location } : {}),
      };
    },
    data: (chunk) => {
      const whole = size + chunk.byteLength;
      if (whole > bodyLimit) throw new WireFailure('body-too-large');
      if (whole > block.byteLength) {
        const larger = Buffer.allocUnsafe(Math.max(whole, 2 * block.byteLength));
        larger.set(block.subarray(0, size));
        block = larger;
      }
      block.set(chunk, size);
      size = whole;
    },
    end: () => {
      if (head.status === undefined) throw new WireFailure('closed-early');
      const { 'content-length': length } = head.fields;
      // An HTTP/2 stream that is reset without an error ends like one that is whole.
      if (length !== undefined && size > 0 && Number(length) !== size) throw new WireFailure('closed-early');
      const body = block.subarray(0, size);
      const coding = head.fields['content-encoding'];
      return { ...head, body: coding === undefined ? body : decode(body, coding, bodyLimit) };
    },
    failed: (failure) => ({ ...head, failure }),
  };
}

function sizeOf(fields: RawFields): number {
  return Object.entries(fields).reduce(
    (sum, [name, value = '']) => sum + name.length + [value].flat().join().length,
    0,
  );
}

function fieldsOf(fields: RawFields): Readonly<Record<string, string>> {
  const told = Object.entries(fields).filter(([name]) => name !== 'set-cookie' && !name.startsWith(':'));
  return Object.fromEntries(told.map(([name, value = '']) => [name, [value].flat().join(', ')]));
}
