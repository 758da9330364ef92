import { z } from 'zod';
import type { ActiveFault, Fault } from './fault.ts';

const seconds = z.number().positive().max(3_600);
const forATime = { seconds: seconds.default(60) };
// What an object may be called is no concern here: it is looked up.
const name = z.string().min(1).max(253);
const namespace = name.default('default');
const ofPod = { pod: name, namespace };
const ofRequests = {
  host: name.toLowerCase().exactOptional(),
  pod: name.exactOptional(),
  namespace,
  share: z.number().positive().max(1).default(1),
  ...forATime,
};

/** What a client asks for. A key that is not known is refused: a fault that is wider than was meant teaches nothing. */
export const FAULT = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('latency'), milliseconds: z.int().min(1).max(600_000), ...ofRequests }),
  z.strictObject({ kind: z.literal('error'), status: z.int().min(400).max(599), ...ofRequests }),
  z.strictObject({ kind: z.literal('hang'), ...ofPod, ...forATime }),
  z.strictObject({
    kind: z.literal('die'),
    ...ofPod,
    repeat: z.strictObject({ everySeconds: seconds.min(0.1), ...forATime }).exactOptional(),
  }),
  z.strictObject({ kind: z.literal('slow-watch'), milliseconds: z.int().min(1).max(60_000), ...forATime }),
  z.strictObject({ kind: z.literal('partition'), ...ofPod, ...forATime }),
]) satisfies z.ZodType<Fault>;

/** A fault to be: what has a default may be left out. */
export type FaultRequest = z.input<typeof FAULT>;

/** What the lab answers. */
export const ACTIVE_FAULT = z.object({
  id: z.string(),
  fault: FAULT,
  since: z.iso.datetime(),
  until: z.iso.datetime(),
}) satisfies z.ZodType<ActiveFault>;
