import { balanced, heldBy, mostlyFirst, notReturned, partlyHeldBy, type RouterCase, type Site } from './case.ts';

/** The configuration of an nginx that routes by host name, one server for each site. */
export function nginxConfig(folder: string, port: number, parts: readonly string[]): string {
  return `
daemon off; pid ${folder}/pid; worker_processes 1; worker_rlimit_nofile 4096; events { worker_connections 2048; }
http {
  access_log off; client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi; uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  server_names_hash_max_size 4096; server_names_hash_bucket_size 128;
  variables_hash_max_size 4096; map_hash_bucket_size 128;
  proxy_http_version 1.1; proxy_set_header Connection '';
  map $cookie_key $key { '' $request_id; default $cookie_key; }
  server { listen 127.0.0.1:${port} default_server; return 404; }
${parts.join('\n').replaceAll('listen;', `listen 127.0.0.1:${port};`)}
}`;
}

/** An upstream and a server that passes everything to it. */
function site(
  { id, servers }: Site,
  { upstream = '', each = '', after = '', location = '', pass = id }: Parts,
): string {
  return `
  upstream ${id} { ${upstream} ${servers.map((address) => `server ${address}${each};`).join(' ')} ${after} }
  server { listen; server_name ${id}.test; location / { ${location} proxy_pass http://${pass}; } }`;
}

interface Parts {
  /** Before the upstream's servers. */
  readonly upstream?: string;
  /** After each server's address. */
  readonly each?: string;
  readonly after?: string;
  readonly location?: string;
  /** The upstream to pass to, where it is not the site's own. */
  readonly pass?: string;
}

/** Gives a cookie to whoever has none, with these attributes; hashing `$key` then leads there from the first answer on. */
function givesKey(site: Site, attributes: string): [maps: string, location: string] {
  const variable = `$given_${site.id.replaceAll('-', '_')}`;
  return [
    `  map $cookie_key ${variable} { '' "key=$request_id${attributes}"; default ''; }`,
    `add_header Set-Cookie ${variable};`,
  ];
}

/** Sessions by a hashed cookie `key`, as people write it where `sticky` is not to be had. */
function hashedKey(at: Site, attributes: string, { upstream = '', each = '', location = '' }: Parts = {}): string {
  const [maps, gives] = givesKey(at, attributes);
  const parts = { upstream: `hash $key; ${upstream}`, each, location: `${gives} ${location}` };
  return `${maps}\n${site(at, parts)}`;
}

const heldByKey = heldBy('cookie', 'key');
const ofApp = 'proxy_set_header X-App-Cookie sid;';
const userHeader = { headers: ['x-user'] };
/** The small backend is the hundredth: it may take some hundreds of requests to meet it, and to meet it again. */
const patience = { maxRequests: 3_000 };

export const nginxCases: readonly RouterCase[] = [
  { name: 'round-robin', config: (at) => site(at, {}), nature: balanced() },
  {
    name: 'weighted-99-to-1',
    config: (at) =>
      site({ ...at, servers: at.servers.map((one, index) => `${one} weight=${index === 0 ? 99 : 1}`) }, {}),
    nature: (backends) => ({ shares: mostlyFirst(backends), holds: [], idle: [] }),
    options: patience,
  },
  { name: 'random', config: (at) => site(at, { upstream: 'random;' }), nature: balanced() },
  { name: 'random-two-least', config: (at) => site(at, { upstream: 'random two least_conn;' }), nature: balanced() },
  { name: 'least-conn', config: (at) => site(at, { upstream: 'least_conn;' }), nature: balanced() },
  { name: 'keepalive-upstream', config: (at) => site(at, { after: 'keepalive 8;' }), nature: balanced() },
  { name: 'closes-connections', config: (at) => site(at, { location: 'keepalive_timeout 0;' }), nature: balanced() },
  { name: 'other-clients', config: (at) => site(at, {}), nature: balanced(), meanwhile: 'traffic' },

  { name: 'ip-hash', config: (at) => site(at, { upstream: 'ip_hash;' }), nature: heldBy('address') },
  {
    name: 'address-consistent',
    config: (at) => site(at, { upstream: 'hash $remote_addr consistent;' }),
    nature: heldBy('address'),
  },
  { name: 'uri-hash', config: (at) => site(at, { upstream: 'hash $request_uri;' }), nature: heldBy('url') },
  {
    name: 'header-hash',
    config: (at) => site(at, { upstream: 'hash $http_x_user;' }),
    nature: heldBy('header', 'x-user'),
    options: userHeader,
  },
  // nginx balances an empty key, and nobody said that clients may have this header.
  { name: 'header-not-sent', config: (at) => site(at, { upstream: 'hash $http_x_user;' }), nature: balanced() },
  {
    name: 'connection-hash',
    config: (at) => site(at, { upstream: 'hash $connection;' }),
    nature: heldBy('connection'),
  },
  // A cookie that the route never sets: nobody has it.
  { name: 'cookie-never-set', config: (at) => site(at, { upstream: 'hash $cookie_user;' }), nature: balanced() },

  { name: 'cookie-hash', config: (at) => hashedKey(at, '; Max-Age=60; Path=/; HttpOnly'), nature: heldByKey },
  {
    name: 'cookie-hash-consistent',
    config: (at) => hashedKey(at, '; Path=/').replace('hash $key;', 'hash $key consistent;'),
    nature: heldByKey,
  },
  {
    name: 'cookie-names-server',
    config: (at) => {
      const { id, servers } = at;
      const variable = `$named_${id.replaceAll('-', '_')}`;
      const singles = servers.map((address, index) => `upstream ${id}-${index} { server ${address}; }`);
      const named = servers.map((address, index) => `"${address}" ${id}-${index};`);
      return `
  ${singles.join(' ')}
  map $cookie_route ${variable} { default ${id}; ${named.join(' ')} }
${site(at, { location: 'add_header Set-Cookie "route=$upstream_addr; Path=/";', pass: variable })}`;
    },
    nature: heldBy('cookie', 'route'),
  },
  // The key is made up beside the first answer, so what comes back with it leads elsewhere.
  {
    name: 'first-answer-elsewhere',
    config: (at) => {
      const [maps, gives] = givesKey(at, '; Path=/');
      return `${maps}\n${site(at, { upstream: 'hash $cookie_key;', location: gives })}`;
    },
    nature: heldByKey,
  },
  {
    name: 'cookie-renewed',
    config: (at) =>
      site(at, { upstream: 'hash $key;', location: 'add_header Set-Cookie "key=$key; Max-Age=60; Path=/";' }),
    nature: heldByKey,
  },
  {
    name: 'cookie-beside-apps',
    config: (at) => hashedKey(at, '; Path=/', { location: `${ofApp} proxy_set_header X-App-Counts visits;` }),
    nature: heldByKey,
  },
  { name: 'app-cookie-alone', config: (at) => site(at, { location: ofApp }), nature: balanced('sid') },
  {
    name: 'app-counts-visits',
    config: (at) => site(at, { location: 'proxy_set_header X-App-Counts visits;' }),
    nature: balanced('visits'),
  },
  {
    name: 'cookie-not-honoured',
    config: (at) => hashedKey(at, '; Path=/').replace('hash $key;', ''),
    nature: balanced('key'),
  },
  {
    name: 'app-cookie-hash',
    config: (at) => site(at, { upstream: 'hash $cookie_sid;', location: ofApp }),
    nature: heldBy('cookie', 'sid'),
  },

  { name: 'cookie-other-path', config: (at) => hashedKey(at, '; Path=/shop'), nature: notReturned('key') },
  { name: 'cookie-other-domain', config: (at) => hashedKey(at, '; Domain=other.test'), nature: notReturned('key') },
  { name: 'cookie-secure-on-http', config: (at) => hashedKey(at, '; Path=/; Secure'), nature: notReturned('key') },

  // One of the servers is dead. nginx asks the next one, and leaves the dead one out for ten seconds.
  {
    name: 'dead-round-robin',
    config: (at) => site({ ...at, servers: [...at.servers, at.dead] }, {}),
    nature: balanced(),
  },
  {
    name: 'dead-round-robin-fails',
    config: (at) =>
      site(
        { ...at, servers: [...at.servers, at.dead] },
        { each: ' max_fails=0', location: 'proxy_next_upstream off;' },
      ),
    nature: balanced(),
  },
  {
    name: 'dead-cookie-hash',
    config: (at) => hashedKey({ ...at, servers: [...at.servers, at.dead] }, '; Path=/'),
    nature: heldByKey,
  },
  {
    name: 'dead-cookie-hash-fails',
    config: (at) =>
      hashedKey({ ...at, servers: [...at.servers, at.dead] }, '; Path=/', {
        each: ' max_fails=0',
        location: 'proxy_next_upstream off;',
      }),
    nature: heldByKey,
  },

  // The first tier honours the cookie, the second balances over all pods again.
  {
    name: 'two-tiers-lost',
    config: (at) => {
      const inner = ['a', 'b'].map((tier) => `server unix:${at.folder}/${at.id}-${tier}.sock;`);
      const [maps, gives] = givesKey(at, '; Path=/');
      return `${maps}
  upstream ${at.id}-front { hash $key; ${inner.join(' ')} }
  upstream ${at.id} { ${at.servers.map((address) => `server ${address};`).join(' ')} }
  server { ${inner.map((server) => server.replace('server', 'listen')).join(' ')} location / { proxy_pass http://${at.id}; } }
  server { listen; server_name ${at.id}.test; location / { ${gives} proxy_pass http://${at.id}-front; } }`;
    },
    nature: balanced('key'),
  },
  // The cookie leads to a zone, and the zone balances over its own pods.
  {
    name: 'two-tiers-zones',
    config: (at) => {
      const [maps, gives] = givesKey(at, '; Path=/');
      const zones = zonesOf(at.servers);
      const inner = zones.map((_, index) => `unix:${at.folder}/${at.id}-${index}.sock`);
      return `${maps}
  upstream ${at.id} { hash $key; ${inner.map((socket) => `server ${socket};`).join(' ')} }
${zones
  .map(
    (zone, index) => `  upstream ${at.id}-${index} { ${zone.map((one) => `server ${one};`).join(' ')} }
  server { listen ${inner[index]}; location / { proxy_pass http://${at.id}-${index}; } }`,
  )
  .join('\n')}
  server { listen; server_name ${at.id}.test; location / { ${gives} proxy_pass http://${at.id}; } }`;
    },
    nature: (backends) => {
      const zones = zonesOf(Array.from({ length: backends }, (_, index) => index));
      const shares = zones.flatMap((zone) => zone.map(() => 1 / zones.length / zone.length));
      const chance = shares.reduce((sum, share) => sum + share * share, 0);
      const stay = zones.reduce((sum, zone) => sum + 1 / zones.length / zone.length, 0);
      return { shares, holds: [{ by: 'cookie', names: ['key'], share: (stay - chance) / (1 - chance) }], idle: [] };
    },
  },
  // Two nginx behind one name that hash differently: half of the requests go over either, and each holds its own way. (With
  // CRC32, on which the plain hash rests, another prefix would only swap the pods of two.)
  {
    name: 'two-hashes',
    config: (at) => {
      const [maps, gives] = givesKey(at, '; Path=/');
      const variable = `$side_${at.id.replaceAll('-', '_')}`;
      const servers = at.servers.map((address) => `server ${address};`).join(' ');
      return `${maps}
  split_clients $request_id$msec ${variable} { 50% ${at.id}-a; * ${at.id}-b; }
  upstream ${at.id}-a { hash $key; ${servers} }
  upstream ${at.id}-b { hash $key consistent; ${servers} }
  server { listen; server_name ${at.id}.test; location / { ${gives} proxy_pass http://${variable}; } }`;
    },
    nature: partlyHeldBy(0.5, 'cookie', 'key'),
  },
];

/** Two zones, of which the second is the larger when they differ. */
function zonesOf<T>(servers: readonly T[]): readonly (readonly T[])[] {
  const half = Math.floor(servers.length / 2);
  return half === 0 ? [servers] : [servers.slice(0, half), servers.slice(half)];
}
