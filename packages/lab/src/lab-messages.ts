import { z } from 'zod';
import { LAB_ERROR_CODES } from './errors.ts';

/** What the process that spawns a lab tells it, over IPC: nothing of it stands in the process list. */
export const START_ORDER = z.object({
  stateDir: z.string(),
  images: z.record(z.string(), z.object({ script: z.string(), port: z.number().int().optional() })),
  main: z.string(),
  addressing: z.enum(['range', 'ports']).optional(),
  detached: z.boolean(),
});
export type StartOrder = z.infer<typeof START_ORDER>;

/** What the lab's process answers, once. */
export const LAB_REPORT = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({
    type: z.literal('failed'),
    code: z.enum(LAB_ERROR_CODES),
    message: z.string(),
  }),
]);
export type LabReport = z.infer<typeof LAB_REPORT>;
