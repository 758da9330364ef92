import { z } from 'zod';
import type { Reason } from '../network/proxy/route.ts';
import { parseJson } from '../state/folder.ts';
import type { AccessEntry } from './access-entry.ts';

/** How many entries are missing at this place, because their reader came too late. */
export interface LeftOut {
  readonly leftOut: number;
}

/** One line of JSON, with its end. */
export function logLine(content: AccessEntry | LeftOut): string {
  return `${JSON.stringify(content)}\n`;
}

// Complete by type: a reason that is added to the contract does not compile until it stands here.
const REASONS: Readonly<Record<Reason, true>> = {
  cookie: true,
  header: true,
  hash: true,
  random: true,
  'round robin': true,
  'least loaded': true,
  weight: true,
  'client address': true,
  'only one': true,
  retry: true,
};

const REASON = z.custom<Reason>((value) => typeof value === 'string' && Object.hasOwn(REASONS, value));

const ACCESS_ENTRY: z.ZodType<AccessEntry> = z.object({
  time: z.iso.datetime(),
  via: z.enum(['ingress', 'gateway', 'service']),
  route: z.string(),
  method: z.string().exactOptional(),
  host: z.string().exactOptional(),
  path: z.string().exactOptional(),
  status: z.int().exactOptional(),
  session: z.object({ name: z.string(), id: z.string(), isNew: z.boolean() }).exactOptional(),
  tries: z.array(z.object({ pod: z.string(), reason: REASON, failure: z.string().exactOptional() })),
  milliseconds: z.number(),
});

const LEFT_OUT: z.ZodType<LeftOut> = z.object({ leftOut: z.int().positive() });

/** What `logLine` wrote; undefined for anything else. */
export function readLogLine(line: string): AccessEntry | LeftOut | undefined {
  return z.union([ACCESS_ENTRY, LEFT_OUT]).safeParse(parseJson(line)).data;
}
