import fc from 'fast-check';
import type { Affinity, AppSpec, CookieAffinity, Routing } from '../src/index.ts';

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';

/** A text of `middle` characters that begins with one of `first` and ends with one of `last`. */
function word(first: string, middle: string, last: string, maxLength: number): fc.Arbitrary<string> {
  const one = (characters: string) => fc.constantFrom(...characters);
  return fc
    .tuple(one(first), fc.string({ unit: one(middle), maxLength: maxLength - 2 }), fc.option(one(last), { nil: '' }))
    .map(([start, rest, end]) => (end === '' ? start : start + rest + end));
}

const alphanumeric = LOWER + DIGITS;
const label1123 = word(alphanumeric, `${alphanumeric}-`, alphanumeric, 63);

const names = word(LOWER, `${alphanumeric}-`, alphanumeric, 63);
const hosts = fc
  .array(label1123, { minLength: 1, maxLength: 3 })
  .map((labels) => labels.join('.'))
  .filter((host) => URL.canParse(`http://${host}`) && !/(^|\.)(\d+|0x[0-9a-f]*)$/.test(host));
export const images = fc
  .tuple(
    fc.constantFrom('', 'localhost:5000/', 'registry.example.com/', 'Upper/', '[::1]:5000/'),
    fc.array(word(alphanumeric, alphanumeric, alphanumeric, 20), { minLength: 1, maxLength: 3 }),
    fc.constantFrom('', '__x', '_x', '.x', '--x', '-'.repeat(70).concat('x')),
    fc.constantFrom('', ':1', ':v1.2_3-x', `@sha256:${'a'.repeat(64)}`, `:1@sha512:${'0'.repeat(128)}`),
  )
  .map(([domain, parts, tail, version]) => `${domain}${parts.join('/')}${tail}${version}`);
const paths = fc
  .array(word(alphanumeric, `${alphanumeric}._~-`, alphanumeric, 8), { maxLength: 3 })
  .map((parts) => `/${parts.join('/')}`);

/** Inputs that parseAppSpec accepts, with a Service and a route. */
export const routedApps: fc.Arbitrary<AppSpec> = fc.record({
  name: names,
  image: images,
  replicas: fc.integer({ min: 0, max: 1000 }),
  port: fc.integer({ min: 1, max: 65535 }),
  healthPath: paths,
  serviceType: fc.constantFrom('ClusterIP', 'NodePort', 'LoadBalancer'),
  route: fc.record({ host: hosts, path: paths, ingressClassName: names }, { requiredKeys: ['path'] }),
});

/** Routings that Kubernetes takes: one rule for each host and path, TLS for hosts that are routed. */
export const routings: fc.Arbitrary<Routing> = fc
  .record({
    name: names,
    namespace: fc.option(names, { nil: undefined }),
    className: fc.option(names, { nil: undefined }),
    rules: fc.uniqueArray(
      fc.record(
        {
          host: fc.oneof(
            hosts,
            hosts.map((host) => `*.${host}`),
          ),
          path: paths,
          match: fc.constantFrom('prefix', 'exact', 'regex'),
          service: names,
          port: fc.oneof(fc.integer({ min: 1, max: 65535 }), word(LOWER, LOWER, LOWER, 15)),
        },
        { requiredKeys: ['path', 'match', 'service', 'port'] },
      ),
      { minLength: 1, maxLength: 4, selector: ({ host, path }) => `${host ?? ''}${path}` },
    ),
    withTls: fc.array(fc.option(names, { nil: undefined }), { minLength: 4, maxLength: 4 }),
    tlsHosts: fc.integer({ min: 0, max: 4 }),
  })
  .map(({ name, namespace, className, rules, withTls, tlsHosts }) => ({
    name,
    ...(namespace !== undefined && { namespace }),
    ...(className !== undefined && { className }),
    rules,
    tls: [...new Set(rules.map(({ host }) => host))].slice(0, tlsHosts).flatMap((host, index) => {
      const secretName = withTls[index];
      return host === undefined ? [] : [{ host, ...(secretName !== undefined && { secretName }) }];
    }),
  }));

const cookies: fc.Arbitrary<CookieAffinity> = fc.record(
  {
    kind: fc.constant('cookie'),
    // Some routers take fewer characters: half of the names are for all of them.
    name: fc.oneof(
      fc.string({ unit: fc.constantFrom(...`${LOWER}${DIGITS}ABZ_`), minLength: 1, maxLength: 128 }),
      fc.string({ unit: fc.constantFrom(...`${LOWER}${DIGITS}ABZ._~-`), minLength: 1, maxLength: 128 }),
    ),
    strength: fc.constantFrom('hashed', 'pinned'),
    maxAgeSeconds: fc.integer({ min: 1, max: 400 * 86400 }),
    path: fc.string({ unit: fc.constantFrom(...`${LOWER}/._~:,?&=-`), maxLength: 20 }).map((rest) => `/${rest}`),
    domain: hosts,
    secure: fc.boolean(),
    sameSite: fc.constantFrom('None', 'Lax', 'Strict'),
    changeOnFailure: fc.boolean(),
  },
  { requiredKeys: ['kind', 'name', 'strength'] },
);

/** Affinities that parseAffinity accepts. */
export const affinities: fc.Arbitrary<Affinity> = fc.oneof(
  fc.constant({ kind: 'none' } as const),
  cookies,
  fc.record(
    { kind: fc.constant('client-address'), timeoutSeconds: fc.integer({ min: 1, max: 86400 }) },
    { requiredKeys: ['kind'] },
  ),
  fc.record({
    kind: fc.constant('header'),
    name: fc.string({ unit: fc.constantFrom(...`${alphanumeric}-_.!`), minLength: 1, maxLength: 20 }),
  }),
);

/** Texts that parsers and printers stumble over: other types in disguise, quotes, line breaks, comments. */
export const awkwardTexts = fc.oneof(
  fc.constantFrom(
    '60',
    '-1',
    '1e3',
    '0x10',
    '0o7',
    '010',
    '1_000',
    '1.5',
    '22:22',
    '2001-01-01',
    '.inf',
    '~',
    '',
    'null',
    '=',
  ),
  fc.constantFrom(
    'true',
    'False',
    'yes',
    'No',
    'on',
    'OFF',
    'y',
    'N',
    '<<',
    '*a',
    '&a',
    '!!str',
    '- a',
    'a: b',
    '# a',
    '---',
  ),
  fc.constantFrom(
    'a\rb: c',
    'a\nb: c',
    'a\u0085b: c',
    'a\u2028b: c',
    '\u007f',
    '\u009f',
    '\ufeff',
    '\uffff',
    '😀',
    '"',
    "'",
    '\\',
    '\t',
    ' a ',
    '{',
    '[',
    '%a',
    '@a',
    '`a',
  ),
  fc.string(),
);
