import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { curl, hasCurl } from '../../testing/curl.ts';
import { TestIngress } from '../../testing/ingress.ts';
import { startSticky } from '../../testing/ingress-sessions.ts';
import { temporaryFolder } from '../../testing/lab.ts';

const affinity = { affinity: 'cookie', 'session-cookie-name': 'key' };
const persistent = { ...affinity, 'affinity-mode': 'persistent' };

interface Visit {
  readonly pod: string;
  /** The Path of the cookie that was set. */
  readonly setAt: string | undefined;
}

/** A client that keeps cookies as a browser does: curl with a jar of its own. */
async function openBrowser(ingress: TestIngress) {
  const jar = join(await temporaryFolder(), 'jar');
  const place = ['--connect-to', `sticky.info:80:${ingress.proxy.host}:${ingress.proxy.port}`];
  return async (path = '/'): Promise<Visit> => {
    const cookies = ['--cookie', jar, '--cookie-jar', jar];
    const answer = await curl(...place, ...cookies, '--include', `http://sticky.info${path}`);
    const [head = '', pod = ''] = answer.split('\r\n\r\n');
    return { pod, setAt: /^set-cookie: .*?; Path=([^;]*)/im.exec(head)?.[1] };
  };
}

async function visits(browse: (path?: string) => Promise<Visit>, ...paths: string[]): Promise<Visit[]> {
  const all: Visit[] = [];
  for (const path of paths) all.push(await browse(path));
  return all;
}

describe.skipIf(!hasCurl)('a browser', () => {
  test('forgets its cookie when Max-Age is over, though it used it all the time, and begins anew, in both modes', {
    timeout: 30_000,
  }, async () => {
    const useUntilForgotten = async (annotations: Record<string, string>) => {
      const { ingress } = await startSticky(3, { ...annotations, 'session-cookie-max-age': '2' });
      const browse = await openBrowser(ingress);
      const first = await browse();
      expect(first.setAt).toBe('/');

      const before: Visit[] = [];
      let next = await browse();
      for (; next.setAt === undefined; next = await browse()) before.push(next);

      expect(before.length).toBeGreaterThan(0);
      expect(new Set(before.map(({ pod }) => pod))).toEqual(new Set([first.pod]));
    };

    await Promise.all([affinity, persistent].map(useUntilForgotten));
  });

  test.each([
    ['/shop(/|$)(.*)', { 'use-regex': 'true' }],
    ['/shop(/|$)(.*)', { 'rewrite-target': '/$2' }],
  ])('never sends back a cookie of the path %s with %j, unless session-cookie-path says where', async (path, more) => {
    const setAt = async (annotations: Record<string, string>) => {
      const { ingress } = await startSticky(3);
      const to = { service: 'web', host: 'sticky.info', path, pathType: 'ImplementationSpecific' };
      ingress.store.remove('ingresses', { namespace: 'default', name: 'web' });
      ingress.route('shop', to, { ...affinity, ...more, ...annotations });
      await ingress.settled();
      return (await visits(await openBrowser(ingress), '/shop/a', '/shop/b', '/shop/c')).map((visit) => visit.setAt);
    };

    expect(await setAt({})).toEqual([path, path, path]);
    expect(await setAt({ 'session-cookie-path': '/shop' })).toEqual(['/shop', undefined, undefined]);
  });

  test('has a session for each path that two Ingresses have on one Service', async () => {
    const { ingress } = await startSticky(3);
    for (const path of ['/one', '/two'])
      ingress.route(path.slice(1), { service: 'web', host: 'sticky.info', path }, affinity);
    await ingress.settled();

    const found = await visits(await openBrowser(ingress), '/one', '/two', '/one', '/two');

    expect(found.map(({ setAt }) => setAt)).toEqual(['/one', '/two', undefined, undefined]);
  });

  describe('that has a cookie of one name for / and for /idp', () => {
    async function startTwo(name: string) {
      const ingress = await TestIngress.start();
      const pods = await ingress.startPods(6);
      ingress.expose('app', pods.slice(0, 3));
      ingress.expose('idp', pods.slice(3));
      ingress.route('app', { service: 'app', host: 'sticky.info' }, persistent);
      const own = { ...persistent, 'session-cookie-name': name };
      ingress.route('idp', { service: 'idp', host: 'sticky.info', path: '/idp' }, own);
      await ingress.settled();
      return await openBrowser(ingress);
    }

    test('is known at /idp only until it has that of /, which comes last and counts', async () => {
      const found = await visits(await startTwo('key'), '/idp', '/idp', '/', '/idp', '/idp', '/');
      expect(found.map(({ setAt }) => setAt)).toEqual(['/idp', undefined, '/', '/idp', '/idp', undefined]);
    });

    test('is known at both when the names are unique', async () => {
      const found = await visits(await startTwo('idp'), '/idp', '/', '/idp', '/');
      expect(found.map(({ setAt }) => setAt)).toEqual(['/idp', '/', undefined, undefined]);
      expect(found.slice(2).map(({ pod }) => pod)).toEqual(found.slice(0, 2).map(({ pod }) => pod));
    });
  });
});
