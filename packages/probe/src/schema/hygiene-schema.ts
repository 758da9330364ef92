import { z } from 'zod';

const lifetime = z.object({
  ends: z.enum(['browser', 'at-once', 'fixed', 'sliding', 'unknown']),
  seconds: z.exactOptional(z.number()).describe('Seconds from the answer that sets it, as a browser takes them.'),
});

const returned = z
  .object({
    visit: z.boolean().describe('When its user asks, or a page of the same site.'),
    link: z.boolean().describe('When its user follows a link on another site.'),
    frame: z.boolean().describe("When another site's page asks for something in it."),
    rule: z.exactOptional(
      z.enum([
        'size',
        'public-suffix',
        'domain',
        'path',
        'secure',
        'none-insecure',
        'partitioned',
        'prefix',
        'expired',
        'same-site',
      ]),
    ),
    why: z.exactOptional(z.string()),
  })
  .describe('Whether a browser sends it back to the address that was probed: RFC 6265bis.');

const cookie = z.object({
  name: z.string(),
  holds: z.boolean().describe('It holds a session, alone or with others.'),
  lifetime,
  returned,
  setBy: z.object({ who: z.enum(['router', 'app', 'unknown']), because: z.string() }),
  value: z
    .object({
      names: z.enum(['backend', 'backend-and-session', 'session', 'constant', 'unknown']),
      reads: z.enum(['opaque', 'name', 'address']),
      written: z.exactOptional(z.string()),
    })
    .describe('What kind of value it has; never the value.'),
});

export const findingIds = [
  'not-returned',
  'ends-in-visit',
  'lifetime-cut',
  'no-secure',
  'no-samesite',
  'no-httponly',
  'loopback-secure',
  'readable-address',
  'readable-name',
  'forged-held',
  'forged-refused',
  'stale-loose',
  'stale-refused',
  'duplicate-first',
  'duplicate-last',
  'duplicate-loose',
  'oversized-refused',
  'uneven',
  'websocket-loose',
  'http2-loose',
  'http2-by-connection',
] as const;

const finding = z.object({
  id: z.enum(findingIds),
  severity: z.enum(['warning', 'note']),
  cookie: z.exactOptional(z.string()).describe('The cookie that it is about, which the text calls "it".'),
  text: z.string(),
  log10Odds: z.exactOptional(z.number()).describe('For what was inferred.'),
});

/** What to know about a route's cookies besides whether they hold. */
export const hygieneSchema = z.object({
  cookies: z.array(cookie).readonly(),
  findings: z.array(finding).readonly().describe('The weightiest first.'),
});
