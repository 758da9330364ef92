import { hash } from 'node:crypto';

/** Tells sessions apart without giving their values away: eight hexadecimal digits. */
export function sessionId(value: string): string {
  return hash('sha256', value).slice(0, 8);
}
