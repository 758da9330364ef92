import { z } from 'zod';
import { hygieneSchema } from './hygiene-schema.ts';

/**
 * What a report looks like as JSON. Every version of `sticky.report/v1` may add keys and takes none away, so keys that
 * are not known here are passed over. `report-schema.test.ts` holds it to the type `Report`, and the file
 * `schema/sticky.report.v1.schema.json` to this.
 */

const count = z.int().min(0);
const milliseconds = z.number().min(0).describe('Milliseconds.');
const instant = z.iso.datetime().describe('ISO 8601, in UTC.');
/** Less a backend that calls itself `__proto__`: zod leaves such a key out, whoever wrote it. */
const perBackend = z.record(z.string(), count);
const log10Odds = z.number().describe('log10 of the odds against chance: 6 is 1,000,000 to 1.');

const cookieSet = z.object({
  name: z.string(),
  maxAgeSeconds: z.exactOptional(z.number()),
  expires: z.exactOptional(z.string()),
  path: z.exactOptional(z.string()),
  domain: z.exactOptional(z.string()),
  secure: z.boolean(),
  httpOnly: z.boolean(),
  sameSite: z.exactOptional(z.string()),
  partitioned: z.exactOptional(z.literal(true)),
});

const sample = z.object({
  at: milliseconds.describe('Milliseconds since the probe started.'),
  experiment: z.string(),
  session: count.describe('Number of the client, each with its own cookie jar.'),
  connection: count.describe('Number of the TCP connection; 0 when none was made.'),
  backend: z.exactOptional(z.string()).describe('Who answered; absent when the request failed.'),
  status: z.exactOptional(z.int()),
  cookiesSet: z.array(cookieSet).readonly(),
  took: milliseconds,
  failure: z.exactOptional(z.string()).describe('Stable code of what failed: ECONNREFUSED, timeout, …'),
});

const verdict = z.object({
  kind: z.enum([
    'one-backend',
    'not-sticky',
    'sticky-by-connection',
    'sticky-by-cookie',
    'sticky-by-address',
    'sticky-by-url',
    'sticky-by-header',
    'partly-sticky',
    'cookie-not-honoured',
    'cookie-not-returned',
    'inconclusive',
  ]),
  cookie: z.exactOptional(z.string()).describe('Name of the cookie that the verdict is about.'),
  header: z.exactOptional(z.string()).describe('Name of the header that holds a client, in lower case.'),
  log10Odds,
  leak: z
    .exactOptional(z.number().min(0).max(1))
    .describe('A route that loses this share of the requests would have been caught in 19 of 20 probes.'),
  certain: z.boolean().describe('It was seen, not inferred: no odds are needed.'),
  headline: z.string(),
  because: z.string(),
  advice: z.array(z.string()).readonly(),
  settle: z.exactOptional(z.string()).describe('What would settle an inconclusive verdict.'),
});

const evidence = z.object({
  experiment: z.string(),
  title: z.string().describe('What was sent, in a few words.'),
  stayed: z.boolean().describe('Every client that was asked more than once stayed on its backend.'),
  finding: z.string(),
  requests: count,
  failures: count,
  backends: perBackend.describe('Answers for each backend.'),
  log10Odds,
});

export const reportSchema = z.object({
  schema: z.literal('sticky.report/v1'),
  url: z.string().describe('Without its query, which may be secret.'),
  startedAt: instant,
  took: milliseconds,
  requests: count,
  seed: z.int(),
  identity: z
    .exactOptional(z.object({ by: z.string(), discovered: z.boolean(), why: z.exactOptional(z.string()) }))
    .describe('What the backends are called by.'),
  verdict,
  evidence: z.array(evidence).readonly(),
  cookies: z.array(cookieSet).readonly().describe('The cookies that the route set, as first seen; never their values.'),
  hygiene: z.exactOptional(hygieneSchema).describe('What to know about the cookies besides whether they hold.'),
  sessionsPerBackend: perBackend.describe('Sessions with a jar for each backend on which they started.'),
  samples: z.array(sample).readonly(),
  events: z
    .array(z.object({ at: milliseconds, text: z.string() }))
    .readonly()
    .describe('What happened to the cluster meanwhile.'),
});
