import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { ProbeError } from './errors.ts';
import { experimentNames } from './planned.ts';

const milliseconds = z.int().min(1).max(600_000);

/** A list of names adds those experiments to what the verdict needs. */
const experiments = z.union([z.enum(['verdict', 'all']), z.array(z.enum(experimentNames)).readonly()]);
/** RFC 9110, 5.1: a field's name is a token. */
const fieldName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~\w-]{1,100}$/, 'not the name of a header field')
  .toLowerCase();

/** The options of every door of this package that are values, one by one: also what a file may say of them. */
export const optionFields = {
  identity: z.string().default('auto'),
  odds: z.number().min(2).max(1e100).default(1_000_000),
  maxRequests: z.int().min(1).max(100_000).default(1_500),
  timeout: milliseconds.default(5_000),
  interval: milliseconds.default(1_000),
  longestWait: z.int().min(0).max(86_400_000).default(120_000),
  rate: z.number().positive().max(1e6).optional(),
  experiments: experiments.default('verdict'),
  sources: z
    .array(z.union([z.ipv4(), z.ipv6()]))
    .max(64)
    .readonly()
    .optional(),
  headers: z.array(fieldName).max(16).readonly().default([]),
  readyBackends: z.int().min(0).optional(),
  count: z.int().min(1).max(1_000).default(1),
  seed: z
    .int()
    .optional()
    .transform((seed) => seed ?? randomInt(2 ** 31)),
};

/** The number options of every door of this package, checked, with their defaults. */
const optionsSchema = z.object(optionFields);

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
