import { isIP } from 'node:net';
import type { ReadIdentity } from './answer.ts';
import { toName } from './name.ts';
import { metricsOf } from './server-timing.ts';

/** A field's name is a token (RFC 9110, 5.1). */
export const fieldName = /^[!#$%&'*+.^_`|~\w-]{1,100}$/;

/** Reads a header field of the answer. */
export function readHeader(name: string): ReadIdentity {
  const lower = name.toLowerCase();
  return ({ fields }) => toName(lastTried(fields[lower]));
}

/** Reads the description of one metric of Server-Timing (W3C Server Timing, 3.1). */
export function readTiming(metric: string): ReadIdentity {
  return ({ fields }) => toName(metricsOf(fields['server-timing'] ?? '').get(metric));
}

/**
 * A router that tried several backends can list their addresses; the last one answered (nginx, `$upstream_addr`: commas
 * between tries, colons between groups of servers).
 */
function lastTried(value: string | undefined): string | undefined {
  const tried = value?.split(/\s*,\s*|\s+:\s+/) ?? [];
  return tried.length > 1 && tried.every(isAddress) ? tried.at(-1) : value;
}

function isAddress(text: string): boolean {
  const host = text.replace(/:\d{1,5}$/, '').replace(/^\[(.*)\]$/, '$1');
  return isIP(host) !== 0 || text.startsWith('unix:');
}
