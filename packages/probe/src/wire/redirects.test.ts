import type { RequestListener } from 'node:http';
import { describe, expect, test } from 'vitest';
import { probe } from '../probe.ts';
import { answer, cookiesOf, pods, type Router, startRouter } from '../routers.fixture.ts';
import { parseTarget, type Target } from '../target.ts';
import { followRedirects } from './redirects.ts';

const follow = (target: Target) => followRedirects(parseTarget(target), 5_000);

/** Leads each path elsewhere by a table; the rest is answered. */
function leading(table: Readonly<Record<string, string>>): RequestListener {
  return ({ url = '' }, response) => {
    const location = Object.hasOwn(table, url) ? table[url] : undefined;
    if (location === undefined) answer(response, pods[0]);
    else response.writeHead(302, { location }).end();
  };
}

/** The router's own address, as a browser would call it. */
const straight = ({ target }: Router): string => `http://127.0.0.1:${target.connectTo?.port}/`;

describe('redirects', () => {
  test('are followed to where they end, on the same address while the host is the same', async () => {
    await using router = await startRouter(leading({ '/': '/a', '/a': 'http://sticky.test/b?c#d' }));

    const target = await follow({ ...router.target, redirects: 5 });

    expect(target.url.href).toBe('http://sticky.test/b?c');
    expect(target.connectTo).toEqual(router.target.connectTo);
  });

  test('are left alone where none may be followed', async () => {
    await using router = await startRouter(leading({ '/': '/a' }));
    expect((await follow(router.target)).url.pathname).toBe('/');
    expect(router.requests).toEqual([]);
  });

  test('are followed before a probe, which judges the address where they end', async () => {
    let turn = 0;
    await using router = await startRouter(({ url }, response) =>
      url === '/' ? response.writeHead(308, { location: '/app' }).end() : answer(response, pods[turn++ % 2]),
    );

    const report = await probe({ ...router.target, redirects: 1 }, { seed: 1 });

    expect(report).toMatchObject({ url: 'http://sticky.test/app', verdict: { kind: 'not-sticky' } });
    expect(report.requests).toBe(router.requests.length - 2);
  });

  test('that need the cookie which they set get it', async () => {
    await using router = await startRouter((request, response) =>
      cookiesOf(request).has('seen')
        ? answer(response, pods[0])
        : response.writeHead(302, { location: '/', 'set-cookie': 'seen=1' }).end(),
    );
    expect((await follow({ ...router.target, redirects: 5 })).url.pathname).toBe('/');
    expect(router.requests).toHaveLength(2);
  });

  test.for<[name: string, table: Readonly<Record<string, string>>, message: RegExp]>([
    ['to themselves', { '/': '/' }, /lead in a circle\. Probe where they are to end\.$/],
    ['in a circle', { '/': '/a', '/a': '/b', '/b': '/a' }, /lead in a circle, at last from http:\/\/sticky\.test\/a\./],
    ['to another scheme', { '/': 'ftp://a/' }, /no web address/],
    ['to a script', { '/': 'javascript:alert(1)' }, /no web address/],
    ['to nowhere', { '/': 'http://' }, /no web address/],
    [
      'to a port of which nobody said where it is',
      { '/': 'https://sticky.test/' },
      /where to connect for that is not known/,
    ],
  ])('%s end in an error that says so', async ([, table, message]) => {
    await using router = await startRouter(leading(table));
    await expect(follow({ ...router.target, redirects: 20 })).rejects.toMatchObject({
      name: 'ProbeError',
      code: 'redirects',
      message: expect.stringMatching(message),
    });
  });

  test('without end are followed only so far', async () => {
    let turn = 0;
    await using router = await startRouter((_, response) =>
      response.writeHead(302, { location: `/${turn++}?secret` }).end(),
    );
    const error = await follow({ ...router.target, redirects: 7 }).catch(String);
    expect(error).toMatch(/go on after 7, at last from http:\/\/sticky\.test\/6\?…\. Follow more of them/);
    expect(router.requests).toHaveLength(8);
  });

  test('take nothing that says who asks to another origin', async () => {
    await using other = await startRouter((_, response) => answer(response, pods[0]));
    await using router = await startRouter((_, response) =>
      response
        .writeHead(302, { location: straight(other).replace('//', '//me:secret@'), 'set-cookie': 'sid=1; Path=/' })
        .end(),
    );
    const target: Target = {
      url: straight(router),
      fields: [['x-api-key', 'secret']],
      credentials: { bearer: 'secret' },
      redirects: 5,
    };

    const found = await follow(target);
    await expect(probe(target, { maxRequests: 3 })).resolves.toMatchObject({ url: straight(other) });

    expect(found.url.href).toBe(straight(other));
    expect(found).not.toHaveProperty('fields');
    expect(router.requests[0]?.headers).toMatchObject({ authorization: 'Bearer secret', 'x-api-key': 'secret' });
    for (const { headers } of other.requests) {
      expect(headers).not.toHaveProperty('authorization');
      expect(headers).not.toHaveProperty('cookie');
      expect(headers).not.toHaveProperty('x-api-key');
    }
  });

  test('of one host from its one port to the other stay on its address', async () => {
    await using router = await startRouter(leading({ '/': 'http://sticky.test:8081/' }));
    const port = router.target.connectTo?.port ?? 0;
    const found = await follow({
      url: `http://sticky.test:${port}/`,
      connectTo: { host: '127.0.0.1', port },
      redirects: 1,
    });
    expect(found).toMatchObject({ connectTo: { host: '127.0.0.1', port: 8081 } });
  });

  test('end at once when the signal aborts', async () => {
    const abort = new AbortController();
    await using router = await startRouter(() => abort.abort('enough'));
    await expect(probe({ ...router.target, redirects: 1 }, { signal: abort.signal })).rejects.toBe('enough');
  });
});
