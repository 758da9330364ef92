import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { comingFrom, sourcesOf } from './sources.ts';
import { parseTarget } from './target.ts';

const at = (url: string, rest = {}) => parseTarget({ url, ...rest });

describe('the addresses to come from', () => {
  test.skipIf(process.platform === 'darwin')('on loopback are others of it, that differ early and late', async () => {
    const sources = await sourcesOf(
      at('http://sticky.info/', { connectTo: { host: '127.0.0.1', port: 80 } }),
      undefined,
    );

    expect(sources.length).toBeGreaterThan(20);
    expect(new Set(sources.map(({ address }) => address.split('.').slice(0, 3).join('.'))).size).toBe(sources.length);
    expect(new Set(sources.map(({ address }) => address.split('.').at(-1))).size).toBeGreaterThan(sources.length / 2);
    expect(sources.every(({ address, via }) => address.startsWith('127.') && via === 'local')).toBe(true);
    for (const { address } of sources.slice(0, 3)) {
      const server = createServer();
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject).listen(0, address, resolve);
      });
      await new Promise((resolve) => server.close(resolve));
    }
  });

  test('are those asked for, before all others', async () => {
    const target = at('http://127.0.0.1/', { forwardedFor: ['203.0.113.1'] });
    expect(await sourcesOf(target, ['10.0.0.1'])).toEqual([{ address: '10.0.0.1', via: 'local' }]);
    expect(await sourcesOf(target, [])).toEqual([]);
  });

  test('are those that the target believes in X-Forwarded-For', async () => {
    const [source] = await sourcesOf(at('http://127.0.0.1/', { forwardedFor: ['203.0.113.1'] }), undefined);
    expect(source).toEqual({ address: '203.0.113.1', via: 'forwarded' });
    expect(source && comingFrom(source)).toEqual({ fields: [['x-forwarded-for', '203.0.113.1']] });
  });

  test('are none through a proxy, which comes from its own', async () => {
    expect(await sourcesOf(at('http://127.0.0.1/', { proxy: 'http://127.0.0.1:3128' }), undefined)).toEqual([]);
  });

  test('elsewhere are not of loopback', async () => {
    const sources = await sourcesOf(at('http://192.0.2.1/'), undefined);
    expect(sources.filter(({ address }) => address.startsWith('127.'))).toEqual([]);
  });
});
