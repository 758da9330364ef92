import type { ProbeOptions } from '@sticky/probe';
import type { ProbeFlags } from '../options/probe-options.ts';

/** How to find out, as the flags say it. What they leave open is the probe's to choose. */
export function probeOptions(flags: ProbeFlags): ProbeOptions {
  const { identity, experiments, byHeader, source, odds, maxRequests, rate, timeout } = flags;
  return {
    ...(identity !== undefined && { identity }),
    ...(experiments !== undefined && { experiments }),
    ...(byHeader !== undefined && { headers: byHeader }),
    ...(source !== undefined && { sources: source }),
    ...(odds !== undefined && { odds }),
    ...(maxRequests !== undefined && { maxRequests }),
    ...(rate !== undefined && { rate }),
    ...(timeout !== undefined && { timeout }),
  };
}
