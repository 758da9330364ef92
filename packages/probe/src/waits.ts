import { ProbeError } from './errors.ts';
import type { Observation } from './planned.ts';
import type { ReportEvent } from './report.ts';
import { type ParsedTarget, shownTarget } from './target.ts';

/** How long a probe lets itself be kept waiting in all, in milliseconds. */
const patience = 60_000;

/**
 * When the next request may be sent, in milliseconds since the probe started: what 429 and 503 ask for in Retry-After
 * (RFC 9110, 10.2.3; RFC 6585, 4) is respected.
 *
 * @throws ProbeError `too-many-requests` when all that is asked for is more than a minute
 */
export function waitAfter(seen: readonly Observation[], target: ParsedTarget): number {
  const last = seen.at(-1);
  const wait = last && waitOf(last);
  if (last === undefined || wait === undefined) return 0;
  const all = seen.reduce((sum, observation) => sum + (waitOf(observation) ?? 0), 0);
  if (all > patience) {
    throw new ProbeError(
      'too-many-requests',
      `${shownTarget(target)} asks to wait ${inSeconds(wait)} (${last.sample.status}). Probe it then, or at a lower rate.`,
    );
  }
  return endOf(last) + wait;
}

/** The waits, as a report tells them. */
export function waitEvents(seen: readonly Observation[]): readonly ReportEvent[] {
  return seen.flatMap((observation) => {
    const wait = waitOf(observation);
    const text = `asked to wait ${inSeconds(wait ?? 0)} (${observation.sample.status})`;
    return wait === undefined ? [] : [{ at: endOf(observation), text }];
  });
}

function endOf({ sample }: Observation): number {
  return sample.at + sample.took;
}

/** Milliseconds that an answer asks to wait, a number of seconds or a date; undefined when it does not ask. */
function waitOf({ sample, fields }: Observation): number | undefined {
  const text = fields['retry-after'];
  if (text === undefined || (sample.status !== 429 && sample.status !== 503)) return undefined;
  if (/^\d+$/.test(text)) return Math.min(Number(text), 1e9) * 1000;
  const date = Date.parse(text);
  // The server's own clock is the one that it means.
  const now = Date.parse(fields.date ?? '');
  return Number.isNaN(date) || Number.isNaN(now) ? undefined : Math.max(0, date - now);
}

function inSeconds(milliseconds: number): string {
  return `${Math.ceil(milliseconds / 1000)} s`;
}
