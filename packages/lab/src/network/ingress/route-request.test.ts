import { readIngressNginx } from '@sticky/manifests';
import { describe, expect, test } from 'vitest';
import type { Location } from './locations.ts';
import { findLocation, hostName, routingPath } from './route-request.ts';
import type { RoutingTable } from './routing-table.ts';
import { buildUpstream } from './upstream.ts';

/** A location whose upstream is named by the location, so that the tests can tell which was found. */
function location(path: string, match: Location['match'] = 'elements'): Location {
  const { settings } = readIngressNginx({});
  const name = `${match} ${path}`;
  const upstream = buildUpstream({ name, endpoints: [], settings, affinity: undefined, alternatives: [] });
  return { host: 'any', path, match, upstream, setsCookie: false };
}

function found(hosts: Record<string, readonly Location[]>, host: string, path: string): string | undefined {
  const table: RoutingTable = { hosts: new Map(Object.entries(hosts)), upstreams: new Map(), warnings: [] };
  return findLocation(table, host, path)?.upstream.name;
}

// The table of https://kubernetes.io/docs/concepts/services-networking/ingress/#examples
describe('paths', () => {
  test.each<[Location['match'], string[], string, string | undefined]>([
    ['elements', ['/'], '/anything', '/'],
    ['exact', ['/foo'], '/foo', '/foo'],
    ['exact', ['/foo'], '/bar', undefined],
    ['exact', ['/foo'], '/foo/', undefined],
    ['exact', ['/foo/'], '/foo', undefined],
    ['elements', ['/foo'], '/foo', '/foo'],
    ['elements', ['/foo'], '/foo/', '/foo'],
    ['elements', ['/foo/'], '/foo', '/foo/'],
    ['elements', ['/foo/'], '/foo/', '/foo/'],
    ['elements', ['/aaa/bb'], '/aaa/bbb', undefined],
    ['elements', ['/aaa/bbb'], '/aaa/bbb', '/aaa/bbb'],
    ['elements', ['/aaa/bbb/'], '/aaa/bbb', '/aaa/bbb/'],
    ['elements', ['/aaa/bbb'], '/aaa/bbb/', '/aaa/bbb'],
    ['elements', ['/aaa/bbb'], '/aaa/bbb/ccc', '/aaa/bbb'],
    ['elements', ['/aaa/bbb'], '/aaa/bbbxyz', undefined],
    ['elements', ['/', '/aaa'], '/aaa/ccc', '/aaa'],
    ['elements', ['/', '/aaa', '/aaa/bbb'], '/aaa/bbb', '/aaa/bbb'],
    ['elements', ['/', '/aaa', '/aaa/bbb'], '/ccc', '/'],
    ['elements', ['/aaa'], '/ccc', undefined],
    ['characters', ['/foo'], '/foobar', '/foo'],
  ])('%s %j for %s is %s', (match, paths, asked, expected) => {
    const name = expected === undefined ? undefined : `${match} ${expected}`;
    expect(found({ _: paths.map((path) => location(path, match)) }, 'any', asked)).toBe(name);
  });

  test('of equals, Exact is before Prefix', () => {
    expect(found({ _: [location('/foo'), location('/foo', 'exact')] }, 'any', '/foo')).toBe('exact /foo');
  });
});

describe('hosts', () => {
  const hosts = { 'a.info': [location('/a')], '*.a.info': [location('/wild')], _: [location('/')] };

  test.each([
    ['a.info', '/a', 'elements /a'],
    ['b.a.info', '/wild', 'elements /wild'],
    ['other', '/', 'elements /'],
    // A wildcard stands for one label, and a host's own rules are the only ones that answer it.
    ['c.b.a.info', '/wild', 'elements /'],
    ['a.info', '/b', undefined],
    ['b.a.info', '/', undefined],
  ])('%s%s is %s', (host, path, expected) => {
    expect(found(hosts, host, path)).toBe(expected);
  });

  test.each([
    ['STICKY.info', 'sticky.info'],
    ['sticky.info:8080', 'sticky.info'],
    ['sticky.info.', 'sticky.info'],
    [undefined, ''],
  ])('the Host header %s names %j', (header, name) => {
    expect(hostName(header)).toBe(name);
  });
});

describe('targets are routed as nginx normalises them', () => {
  test.each([
    ['/a?b=/c', '/a'],
    ['/a//b', '/a/b'],
    ['/a/./b', '/a/b'],
    ['/a/../b', '/b'],
    ['/a/b/..', '/a/'],
    ['/a/', '/a/'],
    ['/', '/'],
    ['/%61dmin', '/admin'],
    ['/a%2F..%2Fadmin', '/admin'],
    ['http://sticky.info/a', '/a'],
    ['http://sticky.info', '/'],
    ['http://sticky.info?a', '/'],
    ['/../etc', undefined],
    ['/%', undefined],
    ['/%00', undefined],
    ['*', undefined],
  ])('%s is %s', (target, path) => {
    expect(routingPath(target)).toBe(path);
  });
});
