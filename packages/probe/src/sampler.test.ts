import { describe, expect, test } from 'vitest';
import { readPointer } from './identity/json-pointer.ts';
import { openSampler } from './sampler.ts';
import type { Exchange, Line, Transport } from './transport.ts';

/** A transport that remembers what it was asked for and gives the same answer to everybody. */
function scripted(exchange: Partial<Exchange>) {
  const asked: { line: number; cookie: string }[] = [];
  const closed: number[] = [];
  let lines = 0;
  const transport: Transport = {
    open: () => {
      const number = ++lines;
      const line: Line = {
        request: async ({ cookie }) => {
          asked.push({ line: number, cookie });
          return { connection: number, took: 1.26, fields: {}, setCookie: [], ...exchange };
        },
        close: async () => void closed.push(number),
      };
      return line;
    },
    close: async () => undefined,
  };
  return { asked, closed, sampler: openSampler(transport, new URL('http://sticky.test/'), readPointer('/uuid')) };
}

const body = new TextEncoder().encode('{"uuid":"rdn6q"}');
const ok = { status: 200, body };

describe('a planned request', () => {
  test('without cookies sends none and keeps none', async () => {
    const { asked, sampler } = scripted({ ...ok, setCookie: ['key=1'] });
    const request = { experiment: 'fresh', session: 0, connection: 'new', cookies: 'none' } as const;
    await sampler.take(request);
    await sampler.take(request);
    expect(asked.map(({ cookie }) => cookie)).toEqual(['', '']);
    expect(sampler.held(0)).toEqual([]);
  });

  test('with a jar sends what that session was given', async () => {
    const { asked, sampler } = scripted({ ...ok, setCookie: ['key=1', 'sid=2'] });
    const request = { experiment: 'cookie', connection: 'new', cookies: 'jar' } as const;
    await sampler.take({ ...request, session: 0 });
    const { sent } = await sampler.take({ ...request, session: 0 });
    await sampler.take({ ...request, session: 1 });
    expect(asked.map(({ cookie }) => cookie)).toEqual(['', 'key=1; sid=2', '']);
    expect(sent).toEqual(['key', 'sid']);
  });

  test('with some of the cookies sends those, and leaves the jar as it is', async () => {
    const { asked, sampler } = scripted({ ...ok, setCookie: ['key=1', 'sid=2'] });
    const request = { session: 0, connection: 'new' } as const;
    await sampler.take({ ...request, experiment: 'cookie', cookies: 'jar' });
    const { sent } = await sampler.take({ ...request, experiment: 'ablation', cookies: ['sid', 'other'] });
    expect(asked.at(-1)?.cookie).toBe('sid=2');
    expect(sent).toEqual(['sid']);
    expect(sampler.cookieHeader(0)).toBe('key=1; sid=2');
  });

  test('over a new connection closes it, over a kept one does not', async () => {
    const { asked, closed, sampler } = scripted(ok);
    const request = { experiment: 'connection', cookies: 'none' } as const;
    await sampler.take({ ...request, session: 0, connection: 'kept' });
    await sampler.take({ ...request, session: 1, connection: 'new' });
    await sampler.take({ ...request, session: 0, connection: 'kept' });
    expect(asked.map(({ line }) => line)).toEqual([1, 2, 1]);
    expect(closed).toEqual([2]);
  });

  test('closes its new connection also when it is aborted', async () => {
    const closed: string[] = [];
    const line: Line = {
      request: () => Promise.reject(new Error('enough')),
      close: async () => void closed.push('line'),
    };
    const transport: Transport = { open: () => line, close: async () => undefined };
    const sampler = openSampler(transport, new URL('http://sticky.test/'), readPointer('/uuid'));
    await expect(sampler.take({ experiment: 'fresh', session: 0, connection: 'new', cookies: 'none' })).rejects.toThrow(
      'enough',
    );
    expect(closed).toEqual(['line']);
  });
});

describe('a sample', () => {
  const request = { experiment: 'fresh', session: 3, connection: 'new', cookies: 'none' } as const;

  test('says who answered, on which connection, with which cookies, without their values', async () => {
    const { sampler } = scripted({ ...ok, setCookie: ['key=secret; Path=/; HttpOnly', '; no cookie'] });
    const { sample } = await sampler.take(request);
    expect(sample).toEqual({
      at: expect.any(Number),
      experiment: 'fresh',
      session: 3,
      connection: 1,
      backend: 'rdn6q',
      status: 200,
      cookiesSet: [{ name: 'key', path: '/', secure: false, httpOnly: true }],
      took: 1.3,
    });
  });

  test.for<[what: string, exchange: Partial<Exchange>, failure: string]>([
    ['nothing came back', { failure: 'timeout' }, 'timeout'],
    ['the status is no success', { status: 500, body }, 'bad-status'],
    ['it leads elsewhere', { status: 302, body }, 'redirect'],
    ['nobody is named', { status: 200, body: new Uint8Array() }, 'no-identity'],
    ['the body was too large', { status: 200, failure: 'body-too-large' }, 'body-too-large'],
  ])('names no backend when %s', async ([, exchange, failure]) => {
    const { sample } = await scripted(exchange).sampler.take(request);
    expect(sample.failure).toBe(failure);
    expect(sample).not.toHaveProperty('backend');
  });
});
