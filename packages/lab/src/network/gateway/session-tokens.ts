import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ServiceEndpoint } from '../endpoints.ts';

/** What a valid token says. */
export interface SessionToken {
  /** Of an endpoint, as `SessionTokens.keyOf` makes it. */
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly begun: number;
}

const KEY_BYTES = 12;
const TIME_BYTES = 6;
const SEAL_BYTES = 12;
const LENGTH = Buffer.alloc(KEY_BYTES + TIME_BYTES + SEAL_BYTES).toString('base64url').length;

/**
 * The values that clients carry. One names a pod and the time at which the session began, both under a secret of this lab:
 * it tells nothing about the pod, nobody can make one up or make one last longer, and one of another rule means nothing.
 */
export class SessionTokens {
  readonly #secret: Buffer;

  constructor(secret: Buffer) {
    this.#secret = secret;
  }

  /** What stands for an endpoint in the tokens of a rule. A pod that got the address of another one has another key. */
  keyOf(rule: string, { ip, port, pod = '' }: ServiceEndpoint): string {
    return this.#digest(KEY_BYTES, 'endpoint', rule, pod, ip, String(port)).toString('base64url');
  }

  /** @param begun milliseconds since 1970 */
  seal(rule: string, key: string, begun: number): string {
    const time = Buffer.alloc(TIME_BYTES);
    time.writeUIntBE(begun, 0, TIME_BYTES);
    const seal = this.#digest(SEAL_BYTES, 'session', rule, key, String(begun));
    return Buffer.concat([Buffer.from(key, 'base64url'), time, seal]).toString('base64url');
  }

  /** Undefined for anything that `seal` did not make for this rule. */
  open(rule: string, token: string): SessionToken | undefined {
    if (token.length !== LENGTH || !/^[A-Za-z0-9_-]+$/.test(token)) return undefined;
    const bytes = Buffer.from(token, 'base64url');
    const key = bytes.subarray(0, KEY_BYTES).toString('base64url');
    const begun = bytes.readUIntBE(KEY_BYTES, TIME_BYTES);
    const seal = this.#digest(SEAL_BYTES, 'session', rule, key, String(begun));
    return timingSafeEqual(seal, bytes.subarray(KEY_BYTES + TIME_BYTES)) ? { key, begun } : undefined;
  }

  #digest(length: number, ...parts: readonly string[]): Buffer {
    return createHmac('sha256', this.#secret).update(JSON.stringify(parts)).digest().subarray(0, length);
  }
}
