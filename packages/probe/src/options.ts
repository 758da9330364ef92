import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { ProbeError } from './errors.ts';

const milliseconds = z.int().min(1).max(600_000);

const fields = {
  identity: z.string().default('/uuid'),
  odds: z.number().min(2).max(1e100).default(1_000_000),
  maxRequests: z.int().min(1).max(100_000).default(400),
  timeout: milliseconds.default(5_000),
  interval: milliseconds.default(1_000),
  readyBackends: z.int().min(0).optional(),
  count: z.int().min(1).max(1_000).default(1),
  seed: z
    .int()
    .optional()
    .transform((seed) => seed ?? randomInt(2 ** 31)),
};

/** The number options of every door of this package, checked, with their defaults. */
const optionsSchema = z.object(fields);

/**
 * Checks numbers and texts of options; signals and callbacks are the caller's own.
 *
 * @throws ProbeError `invalid-option`, naming the first option that is out of its range
 */
export function parseOptions(options: object): z.infer<typeof optionsSchema> {
  const parsed = optionsSchema.safeParse(options);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ProbeError(
    'invalid-option',
    `Option ${issue?.path.join('.') ?? ''} is out of its range: ${issue?.message ?? ''}.`,
  );
}
