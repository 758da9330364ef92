import type { LoadOptions } from '@sticky/probe';
import type { LoadFlags } from '../options/load-options.ts';

/** What may be asked of somebody's servers when nobody says how much. */
const elsewhere = { rate: 50, connections: 10 };

/** How much load, as the flags say it; what they leave open is the probe's to choose, but for a target that is not the user's own. */
export function loadOptions(flags: LoadFlags, isOwn: boolean): LoadOptions {
  const { sessions, connections, duration, requests, rate, think, timeout, identity } = flags;
  const careful = isOwn
    ? {}
    : { ...elsewhere, connections: Math.max(1, Math.min(elsewhere.connections, (sessions ?? 1_000) >> 1)) };
  return {
    ...careful,
    ...(sessions !== undefined && { sessions }),
    ...(connections !== undefined && { connections }),
    ...(duration !== undefined && { duration: duration * 1000 }),
    ...(requests !== undefined && { requests }),
    ...(rate !== undefined && { rate }),
    ...(think !== undefined && { thinkTime: think }),
    ...(timeout !== undefined && { timeout }),
    ...(identity !== undefined && { identity }),
  };
}
