import { createHash } from 'node:crypto';

/** Twelve hexadecimal digits that stand for a value which no report may carry. */
export function digest(value: string | Uint8Array): string {
  return createHash('sha256').update(value).digest('hex').slice(0, 12);
}
