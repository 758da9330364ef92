import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseExpectations } from '../index.ts';

const app = { app: 'sticky-d', expect: 'sticky' };

describe('a file of expectations', () => {
  test('names routes, each with what it must be', () => {
    expect(
      parseExpectations({
        probe: { odds: 1000, identity: 'header:x-served-by' },
        routes: [
          { app: 'sticky-d', via: 'service', expect: 'connection' },
          { name: 'second', app: 'sticky-d', route: 'http://sticky.info/b', expect: 'sticky' },
          {
            name: 'shop',
            url: 'https://shop.example/cart',
            connectTo: '[::1]:8443',
            host: 'shop.internal',
            serverName: 'tls.internal',
            ca: './ca.pem',
            probe: { timeout: '2s', odds: 20 },
            expect: {
              verdict: ['cookie', 'one-backend'],
              lifetimeAtLeast: '1h',
              sameSite: 'Lax',
              failuresAtMost: '0.5%',
              header: 'X-Client',
            },
          },
        ],
      }),
    ).toEqual([
      {
        name: 'sticky-d',
        of: { app: 'sticky-d', via: 'service' },
        options: { odds: 1000, identity: 'header:x-served-by' },
        expect: { verdict: ['connection'] },
      },
      {
        name: 'second',
        of: { app: 'sticky-d', route: 'http://sticky.info/b' },
        options: { odds: 1000, identity: 'header:x-served-by' },
        expect: { verdict: ['sticky'] },
      },
      {
        name: 'shop',
        of: {
          url: 'https://shop.example/cart',
          connectTo: { host: '::1', port: 8443 },
          host: 'shop.internal',
          serverName: 'tls.internal',
        },
        ca: './ca.pem',
        options: { odds: 20, identity: 'header:x-served-by', timeout: 2000 },
        expect: {
          verdict: ['cookie', 'one-backend'],
          lifetimeAtLeast: 3600,
          sameSite: ['Lax'],
          failuresAtMost: 0.005,
          header: 'x-client',
        },
      },
    ]);
  });

  test('probes with the odds and the experiments that its expectations take', () => {
    const [route] = parseExpectations({
      probe: { experiments: ['forged'] },
      routes: [{ ...app, expect: { oddsAtLeast: 1e9, unevennessAtMost: 3 } }],
    });
    expect(route?.options).toEqual({ odds: 1e9, experiments: ['forged', 'fairness'] });
  });

  test('does not ask for less than it says', () => {
    const [route] = parseExpectations({
      routes: [{ ...app, probe: { odds: 1e12, experiments: 'all' }, expect: { oddsAtLeast: 10, unevennessAtMost: 3 } }],
    });
    expect(route?.options).toEqual({ odds: 1e12, experiments: 'all' });
  });

  test('calls a route by its address, less the query, which may be secret', () => {
    const [route] = parseExpectations({ routes: [{ url: 'http://a.test/x?token=s3cret', expect: 'sticky' }] });
    expect(route?.name).toBe('http://a.test/x?…');
  });

  test.for<[what: string, value: unknown, message: RegExp]>([
    ['nothing', null, /^Invalid input: expected object/],
    ['no routes', {}, /^routes: List at least one route/],
    ['an empty list', { routes: [] }, /^routes: List at least one route/],
    [
      'a route without a place',
      { routes: [{ expect: 'sticky' }] },
      /^routes\[0\]: Name the route: either an app, or a url/,
    ],
    ['a route with two', { routes: [{ ...app, url: 'http://a.test/' }] }, /^routes\[0\]: Name the route/],
    ['no expectation', { routes: [{ app: 'a' }] }, /^routes\[0\]\.expect: Write one of sticky, not-sticky/],
    ['an empty expectation', { routes: [{ app: 'a', expect: {} }] }, /^routes\[0\]\.expect: Nothing is expected/],
    ['an unknown verdict', { routes: [{ app: 'a', expect: 'stiky' }] }, /^routes\[0\]\.expect: Write one of sticky/],
    [
      'an unknown verdict among others',
      { routes: [app, { app: 'b', expect: { verdict: ['sticky', 'stiky'] } }] },
      /^routes\[1\]\.expect\.verdict\[1\]: Invalid option/,
    ],
    [
      'a misspelt expectation',
      { routes: [{ app: 'a', expect: { lifetime: '1h' } }] },
      /^routes\[0\]\.expect: Unrecognized key: "lifetime"/,
    ],
    [
      'a share without its sign',
      { routes: [{ app: 'a', expect: { failuresAtMost: 1 } }] },
      /^routes\[0\]\.expect\.failuresAtMost: Write a share with its sign/,
    ],
    [
      'a time that is none',
      { routes: [{ app: 'a', expect: { lifetimeAtLeast: 'soon' } }] },
      /^routes\[0\]\.expect\.lifetimeAtLeast: Write a time in seconds/,
    ],
    ['an address that is none', { routes: [{ url: 'ftp://a', expect: 'sticky' }] }, /^routes\[0\]\.url: /],
    [
      'a secret in an address',
      { routes: [{ url: 'http://me:pw@a.test/', expect: 'sticky' }] },
      /^routes\[0\]\.url: .*leave them out/,
    ],
    [
      'a port out of range',
      { routes: [{ url: 'http://a.test/', connectTo: 'b:99999', expect: 'sticky' }] },
      /^routes\[0\]\.connectTo: A port is/,
    ],
    ['an option out of range', { routes: [{ ...app, probe: { odds: 1 } }] }, /^routes\[0\]\.probe\.odds: /],
    [
      'a way to a url',
      { routes: [{ url: 'http://a.test/', via: 'route', expect: 'sticky' }] },
      /^routes\[0\]\.via: This does not go with a url/,
    ],
    ['a host of an app', { routes: [{ ...app, host: 'a.test' }] }, /^routes\[0\]\.host: This does not go with an app/],
    ['two routes of one name', { routes: [app, app] }, /^routes\[1\]: it is called "sticky-d" as routes\[0\] is/],
  ])('with %s is refused, and the place is named', ([, value, message]) => {
    expect(() => parseExpectations(value)).toThrow(
      expect.objectContaining({ code: 'invalid-expectation', message: expect.stringMatching(message) }),
    );
  });

  test('of anything at all is refused with one printable line', () => {
    const anything = fc.oneof(fc.anything(), fc.record({ routes: fc.array(fc.anything()) }));
    fc.assert(
      fc.property(anything, (value) => {
        expect(() => parseExpectations(value)).toThrow(
          expect.objectContaining({ message: expect.not.stringMatching(/[\p{Cc}\p{Cf}]/u) }),
        );
      }),
    );
  });
});
