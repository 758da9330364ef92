import { balanced, even, heldBy, mostlyFirst, notReturned, partlyHeldBy, type RouterCase, type Site } from './case.ts';

/** The configuration of a HAProxy that routes by host name, one backend for each site that has no listener of its own. */
export function haproxyConfig(port: number, parts: readonly string[]): string {
  return `
global
  maxconn 1000
defaults
  mode http
  retries 0
  timeout connect 1s
  timeout client 20s
  timeout server 20s
frontend all
  bind 127.0.0.1:${port}
  use_backend %[req.hdr(host),lower,field(1,.)]
${parts.join('\n')}
`;
}

/** A backend that is chosen by its host name. */
function backend(at: Site, lines: readonly string[], each = ''): string {
  return section(`backend ${at.id}`, [...lines, ...serversOf(at, each)]);
}

function section(title: string, lines: readonly string[]): string {
  return [title, ...lines.map((line) => `  ${line}`)].join('\n');
}

/** `%` in `each` stands for the name of the server. */
function serversOf({ servers }: Site, each = ''): readonly string[] {
  return servers.map((address, index) => `server pod${index} ${address} ${each.replace('%', `pod${index}`)}`);
}

function withDead(at: Site): Site {
  return { ...at, servers: [...at.servers, at.dead] };
}

const userHeader = { headers: ['x-user'] };
const patience = { maxRequests: 3_000 };
const turns = 'balance roundrobin';
const insert = 'cookie SERVERID insert indirect nocache httponly';
const inserted = heldBy('cookie', 'SERVERID');
const named = 'cookie %';
/** The app has a cookie of its own. */
const app = (name: string) => `http-request set-header X-App-Cookie ${name}`;

export const haproxyCases: readonly RouterCase[] = [
  { name: 'roundrobin', config: (at) => backend(at, [turns]), nature: balanced() },
  {
    name: 'static-rr-99-to-1',
    config: (at) =>
      backend({ ...at, servers: at.servers.map((one, index) => `${one} weight ${index === 0 ? 99 : 1}`) }, [
        'balance static-rr',
      ]),
    nature: (backends) => ({ shares: mostlyFirst(backends), holds: [], idle: [] }),
    options: patience,
  },
  { name: 'leastconn', config: (at) => backend(at, ['balance leastconn']), nature: balanced() },
  { name: 'random', config: (at) => backend(at, ['balance random']), nature: balanced() },
  { name: 'random-one-draw', config: (at) => backend(at, ['balance random(1)']), nature: balanced() },
  { name: 'maxconn-1', config: (at) => backend(at, [turns], 'maxconn 1'), nature: balanced() },
  { name: 'reuses-connections', config: (at) => backend(at, [turns, 'http-reuse always']), nature: balanced() },
  { name: 'closes-connections', config: (at) => backend(at, [turns, 'option httpclose']), nature: balanced() },
  { name: 'other-clients', config: (at) => backend(at, [turns]), nature: balanced(), meanwhile: 'traffic' },
  // All go to the first server while it has a slot free: one client after the other never sees another.
  {
    name: 'first',
    config: (at) => backend(at, ['balance first'], 'maxconn 100'),
    nature: () => ({ shares: even(1), holds: [], idle: [] }),
    options: { readyBackends: 1 },
  },

  { name: 'source', config: (at) => backend(at, ['balance source']), nature: heldBy('address') },
  {
    name: 'source-consistent',
    config: (at) => backend(at, ['balance source', 'hash-type consistent']),
    nature: heldBy('address'),
  },
  {
    name: 'stick-on-src',
    config: (at) => backend(at, [turns, 'stick-table type ip size 10k expire 10m', 'stick on src']),
    nature: heldBy('address'),
  },
  { name: 'uri', config: (at) => backend(at, ['balance uri']), nature: heldBy('url') },
  { name: 'uri-whole', config: (at) => backend(at, ['balance uri whole']), nature: heldBy('url') },
  {
    name: 'hdr',
    config: (at) => backend(at, ['balance hdr(X-User)']),
    nature: heldBy('header', 'x-user'),
    options: userHeader,
  },
  { name: 'hdr-not-sent', config: (at) => backend(at, ['balance hdr(X-User)']), nature: balanced() },
  {
    name: 'stick-on-header',
    config: (at) =>
      backend(at, [turns, 'stick-table type string len 64 size 10k expire 10m', 'stick on req.hdr(X-User)']),
    nature: heldBy('header', 'x-user'),
    options: userHeader,
  },
  // Only with connections to servers that nobody else may use does a client keep one to prefer.
  {
    name: 'prefer-last-server',
    config: (at) => backend(at, [turns, 'option prefer-last-server', 'http-reuse never']),
    nature: heldBy('connection'),
  },
  {
    name: 'tcp',
    listens: true,
    config: (at) => section(`listen ${at.id}`, ['mode tcp', `bind 127.0.0.1:${at.port}`, turns, ...serversOf(at)]),
    nature: heldBy('connection'),
  },
  {
    name: 'tcp-source',
    listens: true,
    config: (at) =>
      section(`listen ${at.id}`, ['mode tcp', `bind 127.0.0.1:${at.port}`, 'balance source', ...serversOf(at)]),
    nature: heldBy('address'),
  },

  { name: 'cookie-insert', config: (at) => backend(at, [turns, insert], named), nature: inserted },
  {
    name: 'cookie-insert-seen-by-app',
    config: (at) => backend(at, [turns, 'cookie SERVERID insert'], named),
    nature: inserted,
  },
  {
    name: 'cookie-insert-maxidle',
    config: (at) => backend(at, [turns, `${insert} maxidle 30m maxlife 8h`], named),
    nature: inserted,
  },
  {
    name: 'cookie-insert-weighted',
    config: (at) =>
      backend(
        { ...at, servers: at.servers.map((one, index) => `${one} weight ${index === 0 ? 3 : 1}`) },
        [turns, insert],
        named,
      ),
    nature: (backends) => ({
      shares: even(backends).map((_, index) => (index === 0 ? 3 : 1) / (backends + 2)),
      holds: [{ by: 'cookie', names: ['SERVERID'], share: 1 }],
      idle: [],
    }),
  },
  {
    name: 'cookie-dynamic',
    config: (at) => backend(at, [turns, `${insert} dynamic`, 'dynamic-cookie-key matrix']),
    nature: inserted,
  },
  {
    name: 'cookie-prefix',
    config: (at) => backend(at, [turns, app('JSESSIONID'), 'cookie JSESSIONID prefix nocache'], named),
    nature: heldBy('cookie', 'JSESSIONID'),
  },
  {
    name: 'cookie-rewrite',
    config: (at) => backend(at, [turns, app('ROUTE'), 'cookie ROUTE rewrite nocache'], named),
    nature: heldBy('cookie', 'ROUTE'),
  },
  {
    name: 'cookie-beside-apps',
    config: (at) => backend(at, [turns, app('sid'), 'http-request set-header X-App-Counts visits', insert], named),
    nature: inserted,
  },
  { name: 'app-cookie-alone', config: (at) => backend(at, [turns, app('sid')]), nature: balanced('sid') },
  // A first client without a cookie is balanced, so its second answer may come from elsewhere.
  {
    name: 'hash-cookie',
    config: (at) => backend(at, [app('sid'), 'balance hash req.cook(sid)']),
    nature: heldBy('cookie', 'sid'),
  },
  {
    name: 'learned',
    config: (at) =>
      backend(at, [
        turns,
        app('sid'),
        'stick-table type string len 64 size 10k expire 10m',
        'stick store-response res.cook(sid)',
        'stick match req.cook(sid)',
      ]),
    nature: heldBy('cookie', 'sid'),
  },
  {
    name: 'learned-from-request',
    config: (at) =>
      backend(at, [turns, app('sid'), 'stick-table type string len 64 size 10k expire 10m', 'stick on req.cook(sid)']),
    nature: heldBy('cookie', 'sid'),
  },
  // Without the cookie the address leads, so each new client here begins on the same pod: both hold.
  {
    name: 'cookie-over-source',
    config: (at) => backend(at, ['balance source', insert], named),
    nature: (backends) => ({
      shares: even(backends),
      holds: [
        { by: 'cookie', names: ['SERVERID'], share: 1 },
        { by: 'address', share: 1 },
      ],
      idle: [],
    }),
  },

  {
    name: 'cookie-other-path',
    config: (at) =>
      backend(
        at,
        [turns, insert, 'http-after-response replace-header Set-Cookie (.*)path=/(.*) \\1path=/shop\\2'],
        named,
      ),
    nature: notReturned('SERVERID'),
  },
  {
    name: 'cookie-other-domain',
    config: (at) => backend(at, [turns, `${insert} domain other.test`], named),
    nature: notReturned('SERVERID'),
  },
  {
    name: 'cookie-secure-on-http',
    config: (at) => backend(at, [turns, `${insert} secure`], named),
    nature: notReturned('SERVERID'),
  },

  // The cookie is left out of account for a share of requests.
  {
    name: 'ignored-half-the-time',
    config: (at) => backend(at, [turns, insert, 'ignore-persist if { rand(2) eq 0 }'], named),
    nature: partlyHeldBy(0.5, 'cookie', 'SERVERID'),
  },
  {
    name: 'ignored-a-quarter-of-the-time',
    config: (at) => backend(at, [turns, insert, 'ignore-persist if { rand(4) eq 0 }'], named),
    nature: partlyHeldBy(0.75, 'cookie', 'SERVERID'),
  },
  {
    name: 'two-without-shared-state',
    listens: true,
    config: (at) => {
      const table = [
        'stick-table type string len 64 size 10k expire 10m',
        'stick store-response res.cook(sid)',
        'stick match req.cook(sid)',
      ];
      const sockets = ['a', 'b'].map((side) => `unix@${at.folder}/${at.id}-${side}.sock`);
      return [
        section(`listen ${at.id}`, [
          'mode tcp',
          `bind 127.0.0.1:${at.port}`,
          'balance random(1)',
          ...sockets.map((socket, index) => `server ${index} ${socket}`),
        ]),
        ...sockets.map((socket, index) =>
          section(`listen ${at.id}-${index}`, [`bind ${socket}`, turns, app('sid'), ...table, ...serversOf(at)]),
        ),
      ].join('\n');
    },
    nature: partlyHeldBy(0.5, 'cookie', 'sid'),
  },
  {
    name: 'two-tiers-lost',
    config: (at) => {
      const sockets = ['a', 'b'].map((side) => `unix@${at.folder}/${at.id}-${side}.sock`);
      return [
        section(`backend ${at.id}`, [
          turns,
          insert,
          ...sockets.map((socket, index) => `server ${index} ${socket} cookie tier${index}`),
        ]),
        section(`listen ${at.id}-inner`, [
          ...sockets.map((socket) => `bind ${socket}`),
          'balance random',
          ...serversOf(at),
        ]),
      ].join('\n');
    },
    nature: balanced('SERVERID'),
  },
  // The outer tier balances, the inner one honours the cookie: any of the outer tier's servers leads to the same.
  {
    name: 'two-tiers-kept',
    config: (at) => {
      const sockets = ['a', 'b'].map((side) => `unix@${at.folder}/${at.id}-${side}.sock`);
      return [
        section(`backend ${at.id}`, [turns, ...sockets.map((socket, index) => `server ${index} ${socket}`)]),
        section(`listen ${at.id}-inner`, [
          ...sockets.map((socket) => `bind ${socket}`),
          turns,
          insert,
          ...serversOf(at, named),
        ]),
      ].join('\n');
    },
    nature: inserted,
  },

  { name: 'dead-roundrobin', config: (at) => backend(withDead(at), [turns]), nature: balanced() },
  {
    name: 'dead-roundrobin-redispatch',
    config: (at) => backend(withDead(at), [turns, 'retries 2', 'option redispatch 1']),
    nature: balanced(),
  },
  { name: 'dead-cookie', config: (at) => backend(withDead(at), [turns, insert], named), nature: inserted },
  {
    name: 'dead-cookie-redispatch',
    config: (at) => backend(withDead(at), [turns, insert, 'retries 2', 'option redispatch 1'], named),
    nature: inserted,
  },
  // Its sessions are moved without any failure that a client could see.
  {
    name: 'pod-dies-cookie',
    config: (at) => backend(at, [turns, insert, 'retries 2', 'option redispatch 1'], named),
    nature: (backends) => ({ ...inserted(backends), disturbed: true }),
    meanwhile: 'death',
    fewest: 2,
  },
  {
    name: 'pod-dies-roundrobin',
    config: (at) => backend(at, [turns, 'retries 2', 'option redispatch 1']),
    nature: (backends) => ({ ...balanced()(backends), disturbed: backends < 3 }),
    meanwhile: 'death',
    fewest: 2,
  },
];
