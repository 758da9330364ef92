import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Store } from '../../store/store.ts';
import { ingress } from '../../testing/manifests.ts';
import { hasNginx, startNginx } from '../../testing/nginx.ts';
import { readLocationSettings } from './annotations/settings.ts';
import { rewriteTarget } from './rewrite.ts';
import { indexLocations, type ServerLocation } from './server-location.ts';
import { buildServers, type Server } from './servers.ts';
import { parseUri } from './uri.ts';

/** One Ingress of the test: a path, and what is asked for at it. */
interface Rule {
  readonly path: string;
  readonly pathType: string;
  readonly regex: boolean;
  readonly target: string | undefined;
}

const names = fc.constantFrom('a', 'b', 'A', 'ab', 'a.b', 'aab', 'foo');
const plainPath = fc
  .tuple(fc.array(names, { maxLength: 3 }), fc.constantFrom('', '/'))
  .map(([parts, end]) => `/${parts.join('/')}${parts.length === 0 ? '' : end}`);
const regexPath = fc.constantFrom(
  '/a(/|$)(.*)',
  '/(a|b)',
  '/a.*',
  '/[a-c]+/(b)',
  '/A',
  '/a{1,2}b',
  '/(.*)',
  '/a|/foo',
  '/.+\\.b$',
);
const rule: fc.Arbitrary<Rule> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      path: plainPath,
      pathType: fc.constantFrom('Exact', 'Prefix', 'ImplementationSpecific'),
      regex: fc.constant(false),
      target: fc.constant(undefined),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      path: fc.oneof(regexPath, plainPath),
      pathType: fc.constantFrom('Prefix', 'ImplementationSpecific'),
      regex: fc.boolean(),
      target: fc.constantFrom(undefined, '/$2', '/x/$1', '/', '/a', '/$1$2/'),
    }),
  },
);
const asked = fc
  .array(
    fc.constantFrom(
      'a',
      'b',
      'A',
      'ab',
      'a.b',
      'foo',
      '/',
      '/',
      '/',
      '..',
      '.',
      '%61',
      '%2F',
      '%2e',
      '%20',
      '%3F',
      '%C3%A9',
      '"',
      '%25',
      '%7C',
      '{',
    ),
    {
      maxLength: 8,
    },
  )
  .chain((parts) => fc.constantFrom('', '?q=%61/b', '?', '%', '#x').map((end) => `/${parts.join('')}${end}`));

function serversOf(hosts: readonly (readonly Rule[])[]): readonly Server[] {
  const store = new Store();
  const read = hosts.flatMap((rules, host) =>
    rules.map(({ path, pathType, regex, target }, index) => {
      const backend = { service: { name: `s${index}`, port: { number: 80 } } };
      const annotations = {
        ...(regex && { 'nginx.ingress.kubernetes.io/use-regex': 'true' }),
        ...(target !== undefined && { 'nginx.ingress.kubernetes.io/rewrite-target': target }),
      };
      const spec = { rules: [{ host: `h${host}.test`, http: { paths: [{ path, pathType, backend }] } }] };
      const stored = store.create('ingresses', ingress(`h${host}-${index}`, spec, annotations));
      return { ingress: stored, settings: readLocationSettings(annotations).settings, isCanary: false };
    }),
  );
  return buildServers(read);
}

/** As controller/template writes it. */
function nginxServer({ hostname, locations }: Server): string {
  const quote = (path: string) => `"${path.replace(/[\\"]/g, '\\$&')}"`;
  const rewrites = ({ path, settings }: ServerLocation) => {
    const { target } = settings.rewrite;
    return target === undefined || target === path ? undefined : target;
  };
  const usesRegex = locations.some(
    (location) => location.settings.rewrite.useRegex || rewrites(location) !== undefined,
  );
  const seen = new Set<string>();
  const blocks = locations.flatMap((location, index) => {
    const form = usesRegex
      ? `~* ${quote(`^${location.path}`)}`
      : `${location.pathType === 'Exact' ? '= ' : ''}${quote(location.path)}`;
    // nginx does not load two of the same: of those, ours is the first, too.
    if (seen.has(form)) return [];
    seen.add(form);
    const target = rewrites(location);
    const rewrite = target === undefined ? '' : `rewrite ${quote(`(?i)${location.path}`)} ${target} break;`;
    return `location ${form} { ${rewrite} proxy_set_header X-Location ${index}; proxy_pass http://pods; }`;
  });
  return `server { listen unix:nginx.sock; server_name ${hostname}; ${blocks.join('\n')} }`;
}

/** What a client gets to see, and the pod: `3 /a/b`, `301 /a/`, `400`. */
async function ask(socketPath: string, host: string, path: string): Promise<string> {
  const sent = request({ socketPath, path, headers: { Host: host } });
  sent.end();
  const [response] = await once(sent, 'response');
  const body = await text(response);
  if (response.statusCode === 200) return body;
  return `${response.statusCode} ${response.headers.location?.replace(/^http:\/\/[^/]+/, '') ?? ''}`.trim();
}

function expected(server: Server, target: string): string {
  const uri = parseUri(target);
  if (uri === undefined) return '400';
  const found = indexLocations(server.locations, new Map(), new Map()).find(uri.path);
  if (found === undefined) return '404';
  if (found.isSlashMissing) return `301 ${found.location.path}${uri.query}`;
  const rewrite = found.location.settings.rewrite.target;
  const pod = rewrite === undefined || found.groups === undefined ? target : rewriteTarget(rewrite, found.groups, uri);
  return `${server.locations.indexOf(found.location)} ${pod}`;
}

test.skipIf(!hasNginx)(
  'every request meets the location, and every pod gets the path, that nginx chooses',
  { timeout: 60_000 },
  async () => {
    const pods = createServer((incoming, response) =>
      response.end(`${incoming.headers['x-location']} ${incoming.url}`),
    );
    const hosts = fc.array(
      fc.uniqueArray(rule, { minLength: 1, maxLength: 5, selector: ({ path, pathType }) => `${pathType} ${path}` }),
      {
        minLength: 8,
        maxLength: 8,
      },
    );
    const targets = fc.array(asked, { minLength: 30, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(hosts, targets, async (rules, paths) => {
        const servers = serversOf(rules).filter(({ hostname }) => hostname !== '_');
        await using nginx = await startNginx((folder) => {
          pods.listen(join(folder, 'pods.sock'));
          return `upstream pods { server unix:${folder}/pods.sock; }\n${servers.map((server) => nginxServer(server).replace('unix:nginx.sock', `unix:${folder}/nginx.sock`)).join('\n')}`;
        });
        try {
          for (const server of servers) {
            const found = await Promise.all(paths.map((path) => ask(nginx.socket, server.hostname, path)));
            const locations = server.locations.map(({ path, pathType, settings }) => ({
              path,
              pathType,
              ...settings.rewrite,
            }));
            expect({ locations, found: Object.fromEntries(paths.map((path, index) => [path, found[index]])) }).toEqual({
              locations,
              found: Object.fromEntries(paths.map((path) => [path, expected(server, path)])),
            });
          }
        } finally {
          pods.close();
          pods.closeAllConnections();
          await once(pods, 'close');
        }
      }),
      { numRuns: 10 },
    );
  },
);
