import { describe, expect, test } from 'vitest';
import { type TestForwarding, TestProxy } from '../../testing/proxy.ts';
import type { Field } from './route.ts';

async function entryFor(changes: TestForwarding, ask: string, fields?: readonly Field[]) {
  const proxy = await TestProxy.start({
    route: (head, test) =>
      test.forwarding(head, {
        ...changes,
        choose: () => {
          const endpoint = test.pods[0];
          return endpoint && { endpoint, reason: 'cookie', ...(fields && { fields }) };
        },
      }),
  });
  await proxy.pod();
  await proxy.exchange(ask);
  return proxy.entries;
}

const LAST = 'GET /a/b?token=secret#c HTTP/1.1\r\nHost: A.info:80\r\nCookie: key=secret\r\nConnection: close\r\n\r\n';

describe('the access log', () => {
  test('has an entry of each request: without its query, and without the value of its session', async () => {
    const before = Date.now();

    const entries = await entryFor({ session: { name: 'key', value: 'secret' } }, LAST);

    expect(entries).toEqual([
      {
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        via: 'ingress',
        route: 'default/test',
        method: 'GET',
        host: 'a.info',
        path: '/a/b',
        status: 200,
        session: { name: 'key', id: expect.stringMatching(/^[0-9a-f]{8}$/), isNew: false },
        tries: [{ pod: 'pod-1', reason: 'cookie' }],
        milliseconds: expect.any(Number),
      },
    ]);
    expect(Date.parse(entries[0]?.time ?? '')).toBeGreaterThanOrEqual(before);
    expect(JSON.stringify(entries)).not.toContain('secret');
  });

  test.each<[string, Field]>([
    ['a cookie', ['Set-Cookie', 'key=secret; Path=/; HttpOnly']],
    ['a field', ['key', 'secret']],
  ])('knows a session again that an answer has begun with %s', async (_what, field) => {
    const begun = await entryFor({}, LAST, [field]);
    const brought = await entryFor({ session: { name: 'key', value: 'secret' } }, LAST);

    expect(begun[0]?.session).toEqual({ ...brought[0]?.session, isNew: true });
  });

  test('has no session where there is none', async () => {
    expect(await entryFor({}, LAST)).not.toHaveProperty('0.session');
  });
});
