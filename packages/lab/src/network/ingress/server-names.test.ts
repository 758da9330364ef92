import { describe, expect, test } from 'vitest';
import { ServerNames } from './server-names.ts';

interface Named {
  readonly hostname: string;
  readonly aliases?: readonly string[];
  readonly redirectsFromWww?: boolean;
}

function names(...servers: readonly Named[]) {
  return new ServerNames(
    [{ hostname: '_' }, ...servers].map(({ hostname, aliases = [], redirectsFromWww = false }: Named) => ({
      hostname,
      aliases,
      redirectsFromWww,
    })),
  );
}

function found(servers: readonly Named[], host: string): string {
  const { server, isWwwRedirect } = names(...servers).find(host);
  return isWwwRedirect ? `to ${server.hostname}` : server.hostname;
}

describe('a host', () => {
  const servers = [{ hostname: 'a.info' }, { hostname: '*.a.info' }, { hostname: 'b.info' }];

  test.each([
    ['a.info', 'a.info'],
    ['x.a.info', '*.a.info'],
    ['x-1_y.a.info', '*.a.info'],
    // A wildcard stands for one label, of letters, digits, _ and -.
    ['x.y.a.info', '_'],
    ['x~.a.info', '_'],
    ['.a.info', '_'],
    ['other', '_'],
    ['', '_'],
    ['__proto__', '_'],
  ])('%s is served by %s', (host, server) => {
    expect(found(servers, host)).toBe(server);
  });
});

describe('an alias', () => {
  const servers = [
    { hostname: 'a.info', aliases: ['alias.info', '*.wild.info', '.dotted.info', 'front.*', '~^www\\d+\\.re\\.info$'] },
    { hostname: 'b.info', aliases: ['alias.info', '*.deep.wild.info', '~\\.info$'] },
    { hostname: '*.one.info', aliases: ['of-one.info'] },
  ];

  test.each([
    ['alias.info', 'a.info'],
    ['x.wild.info', 'a.info'],
    // As a name of nginx it stands for any number of labels, and the longest counts.
    ['x.y.wild.info', 'a.info'],
    ['x.deep.wild.info', 'b.info'],
    ['wild.info', 'b.info'],
    ['dotted.info', 'a.info'],
    ['x.dotted.info', 'a.info'],
    ['front.example', 'a.info'],
    ['front.example.org', 'a.info'],
    ['WWW1.re.info'.toLowerCase(), 'a.info'],
    ['x.re.info', 'b.info'],
    ['x.one.info', '*.one.info'],
    ['of-one.info', '*.one.info'],
    ['other.org', '_'],
  ])('%s leads to %s', (host, server) => {
    expect(found(servers, host)).toBe(server);
  });
});

describe('from-to-www-redirect', () => {
  test.each([
    [[{ hostname: 'a.info', redirectsFromWww: true }], 'www.a.info', 'to a.info'],
    [[{ hostname: 'www.a.info', redirectsFromWww: true }], 'a.info', 'to www.a.info'],
    [[{ hostname: 'a.info' }], 'www.a.info', '_'],
    // A host with rules of its own is not redirected, but an alias is.
    [[{ hostname: 'a.info', redirectsFromWww: true }, { hostname: 'www.a.info' }], 'www.a.info', 'www.a.info'],
    [[{ hostname: 'a.info', redirectsFromWww: true, aliases: ['www.a.info'] }], 'www.a.info', 'to a.info'],
  ])('of %j: %s is %s', (servers, host, server) => {
    expect(found(servers, host)).toBe(server);
  });
});
