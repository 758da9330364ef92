import { z } from 'zod';
import { optionFields } from '../options.ts';
import { findingIds } from '../schema/hygiene-schema.ts';
import { type VerdictWord, verdictWords } from './verdict-word.ts';

/**
 * What `sticky.expect.yaml` looks like. A key that is not known is refused: a misspelt expectation would be one that is
 * always met. `schema/sticky.expect.v1.schema.json` is held to this, for editors that complete and check YAML.
 */

const secondsOf: ReadonlyMap<string, number> = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
]);

/** `90`, `90s`, `15m`, `1h`, `2d`: in seconds. */
const timeHint = 'Write a time in seconds, or with its unit: 90, 90s, 15m, 1h, 2d.';
const duration = z
  .union([z.number().positive(), z.string().regex(/^\d{1,9}[smhd]?$/, timeHint)], { error: timeHint })
  .transform((given) => {
    if (typeof given === 'number') return given;
    const [, number = '', unit = ''] = /^(\d+)([smhd]?)$/.exec(given) ?? [];
    return Number(number) * (secondsOf.get(unit) ?? 1);
  })
  .describe('Seconds, or with a unit: 90, 90s, 15m, 1h, 2d.');

/** A bare number could be meant as a share or as percent, so only 0 may go without its sign. */
const shareHint = 'Write a share with its sign, from 0 % to 100 %: 1%.';
const percent = z
  .union([z.literal(0), z.string().regex(/^(100|\d{1,2}(\.\d{1,3})?) ?%$/, shareHint)], { error: shareHint })
  .transform((given) => (given === 0 ? 0 : Number.parseFloat(given) / 100))
  .describe('A share with its sign: 1%.');

const words = verdictWords.join(', ');
const word = z.enum(verdictWords);
const verdict = z
  .union([word, z.array(word).min(1).readonly()], { error: `Write one of ${words}, or a list of them.` })
  .transform((given): readonly VerdictWord[] => [given].flat())
  .describe('What the verdict must be, or a list of what it may be.');

const sameSiteWord = z.enum(['Strict', 'Lax', 'None']);
const sameSite = z
  .union([sameSiteWord, z.array(sameSiteWord).min(1).readonly()], {
    error: 'Write Strict, Lax or None, or a list of them.',
  })
  .transform((given): readonly ('Strict' | 'Lax' | 'None')[] => [given].flat());

const name = z.string().min(1).max(256);

const expectation = z
  .strictObject({
    verdict: z.exactOptional(verdict),
    cookie: z.exactOptional(name).describe('Name of the cookie that holds a session.'),
    header: z.exactOptional(name.toLowerCase()).describe('Name of the header that holds a client.'),
    oddsAtLeast: z.exactOptional(optionFields.odds.unwrap()).describe('N to 1 against chance: 1000000.'),
    backendsAtLeast: z.exactOptional(z.int().min(1).max(10_000)).describe('So many backends must have answered.'),
    lifetimeAtLeast: z.exactOptional(duration).describe('The cookie must last so long from the answer that set it.'),
    sliding: z.exactOptional(z.boolean()).describe('Whether a visit can last longer than the cookie.'),
    secure: z.exactOptional(z.boolean()),
    httpOnly: z.exactOptional(z.boolean()),
    sameSite: z.exactOptional(sameSite),
    unevennessAtMost: z
      .exactOptional(z.number().min(1).max(1_000_000))
      .describe('The busiest backend may have at most so many times the new clients of the least busy one.'),
    failuresAtMost: z.exactOptional(percent).describe('The share of all requests that may fail: 1%.'),
    allowedWarnings: z
      .exactOptional(z.array(z.enum(findingIds)).readonly())
      .describe('The warnings that the report may have: [] for none.'),
    identity: z.exactOptional(name).describe('What has to name the backend: /uuid, header:x-served-by.'),
  })
  .refine((expect) => Object.keys(expect).length > 0, { error: 'Nothing is expected: name a verdict at least.' });

const expect = z
  .union([verdict.transform((verdict) => ({ verdict })), expectation], {
    error: `Write one of ${words}, a list of them, or what is expected by name.`,
  })
  .describe('A verdict, or all that is expected, by name.');

const { identity, odds, maxRequests, rate, readyBackends, experiments, sources, headers, timeout } = optionFields;

const options = z.strictObject({
  identity: z.exactOptional(identity.unwrap()).describe('What names the backend: auto, /uuid, header:NAME, …'),
  odds: z.exactOptional(odds.unwrap()).describe('Odds that a verdict must reach, N to 1.'),
  maxRequests: z.exactOptional(maxRequests.unwrap()),
  rate: z.exactOptional(rate.unwrap()).describe('The most requests a second.'),
  timeout: z
    .exactOptional(duration.transform((seconds) => seconds * 1000).pipe(timeout.unwrap()))
    .describe('After so long a request counts as failed: 5s.'),
  readyBackends: z.exactOptional(readyBackends.unwrap()).describe('How many backends are known to be ready.'),
  experiments: z.exactOptional(experiments.unwrap()),
  sources: z.exactOptional(sources.unwrap()).describe('Local addresses to come from.'),
  headers: z.exactOptional(headers.unwrap()).describe('Names of header fields that may hold a client.'),
});

const hostAndPort = z
  .string()
  .regex(/^(\[[0-9a-f:.]+\]|[^\s:[\]/@]{1,253}):\d{1,5}$/i, 'Write a host and a port: 10.0.0.7:443.')
  .transform((text) => {
    const colon = text.lastIndexOf(':');
    return { host: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)) };
  })
  .refine(({ port }) => port >= 1 && port <= 65_535, { error: 'A port is a number from 1 to 65535.' });

const address = z
  .url({ protocol: /^https?$/, error: 'Write a web address: https://shop.example/.' })
  .refine((url) => URL.parse(url)?.username === '' && URL.parse(url)?.password === '', {
    error: 'It carries a user name or a password: leave them out.',
  });

/** What says where a route is, by what the route is of. */
const ofApps = ['via', 'route'] as const;
const ofUrls = ['connectTo', 'host', 'serverName'] as const;

const route = z
  .strictObject({
    name: z.exactOptional(name).describe('What to call it in reports. Default: its app or address.'),
    app: z.exactOptional(name).describe('An app of the cluster.'),
    via: z.exactOptional(z.enum(['route', 'service'])).describe('How to reach the app.'),
    url: z.exactOptional(address).describe('Any address.'),
    route: z.exactOptional(name).describe("URL of the one of the app's routes that is meant."),
    connectTo: z.exactOptional(hostAndPort).describe('HOST:PORT to connect to instead of the address.'),
    host: z.exactOptional(name).describe("Asked for instead of the URL's host."),
    serverName: z.exactOptional(name).describe('Asked for in TLS instead of the host.'),
    ca: z.exactOptional(name).describe('A PEM file with an authority to trust, relative to this file.'),
    probe: z.exactOptional(options).describe('How to ask this route.'),
    expect,
  })
  .refine(({ app, url }) => (app === undefined) !== (url === undefined), {
    error: 'Name the route: either an app, or a url.',
  })
  .superRefine((route, { addIssue }) => {
    const [of, others] = route.app === undefined ? (['a url', ofApps] as const) : (['an app', ofUrls] as const);
    for (const key of others) {
      if (route[key] !== undefined) addIssue({ code: 'custom', path: [key], message: `This does not go with ${of}.` });
    }
  });

export const expectationsSchema = z.strictObject({
  $schema: z.exactOptional(z.string()),
  probe: z.exactOptional(options).describe('How to ask every route that does not say otherwise.'),
  routes: z
    .array(route, { error: 'List at least one route under "routes".' })
    .min(1, 'List at least one route.')
    .max(1_000),
});

export type WrittenExpectations = z.output<typeof expectationsSchema>;
