import { describe, expect, test } from 'vitest';
import { cookiePairs } from '../../testing/ingress.ts';
import { askWith, newSession, podsMet, podsOf, startSticky } from '../../testing/ingress-sessions.ts';
import { backendKey, persistentKey } from './affinity-key.ts';

const balanced = { affinity: 'cookie', 'session-cookie-name': 'key' };
const persistent = { ...balanced, 'affinity-mode': 'persistent' };

describe.each([
  ['balanced', balanced],
  ['persistent', persistent],
])('mode %s', (_mode, annotations) => {
  test('keeps a client that sends its cookie on its pod, and does not issue the cookie again', async () => {
    const { ingress } = await startSticky(3, annotations);
    const { cookie, pod } = await newSession(ingress);

    const later = await Promise.all(Array.from({ length: 20 }, () => askWith(ingress, cookie)));

    expect(new Set(later.map(({ body }) => body))).toEqual(new Set([pod]));
    expect(later.flatMap(cookiePairs)).toEqual([]);
    expect(ingress.log.last(1)[0]?.tries).toMatchObject([{ reason: 'cookie' }]);
  });

  test('gives clients without a cookie pods at random, and each a cookie of its own pod', async () => {
    const { ingress } = await startSticky(2, annotations);

    const answers = await Promise.all(Array.from({ length: 40 }, () => ingress.ask()));

    expect(new Set(answers.map(({ body }) => body)).size).toBe(2);
    expect(ingress.log.last(1)[0]?.tries).toMatchObject([{ reason: 'random' }]);
    const cookies = answers.map((answer) => cookiePairs(answer)[0] ?? '');
    expect(await podsOf(ingress, cookies)).toEqual(answers.map(({ body }) => body));
  });

  test('never asks how old a cookie is: max-age is for the browser alone', async () => {
    const { ingress } = await startSticky(3, { ...annotations, 'session-cookie-max-age': '1' });
    const { cookie, pod } = await newSession(ingress);
    const [name, value] = cookie.split('=');

    // The time in a balanced key says nothing, and nothing else says a time.
    const replayed = await askWith(ingress, `${name}=${value}`);

    expect(replayed.body).toBe(pod);
    expect(replayed.headers['set-cookie']).toBeUndefined();
  });

  test('answers 503 without a ready pod', async () => {
    const { ingress } = await startSticky(1, annotations);
    ingress.expose('web', []);
    await ingress.settled();

    expect(await ingress.ask()).toMatchObject({ status: 503 });
  });

  test('needs no state that two controllers would have to share', async () => {
    const one = await startSticky(4, annotations);
    // The other one's pods have the same addresses.
    const other = await startSticky(4, annotations);
    const { cookie, pod } = await newSession(one.ingress);

    expect((await askWith(other.ingress, cookie)).body).toBe(pod);
  });

  test('of several cookies of the name, goes by the last one', async () => {
    const { ingress } = await startSticky(4, annotations);
    const sessions = await Promise.all(Array.from({ length: 20 }, () => newSession(ingress)));
    const [first] = sessions;
    const other = sessions.find(({ pod }) => pod !== first?.pod);

    const answer = await askWith(ingress, `${first?.cookie}; ${other?.cookie}`);

    expect(answer.body).toBe(other?.pod);
  });

  test('the cookie is the key and the name of the upstream, joined by |, and always HttpOnly', async () => {
    const { ingress } = await startSticky(2, annotations);

    const [line] = (await ingress.ask()).headers['set-cookie'] ?? [];

    expect(line).toMatch(/^key=[0-9a-f.]+\|[0-9a-f]{32}; Path=\/; HttpOnly$/);
    expect(line).toContain(`|${backendKey('default-web-80')};`);
  });

  test('a bad cookie of any bytes is no harm', async () => {
    const { ingress } = await startSticky(2, annotations);
    const cookies = [
      'key=',
      'key=|',
      'key=||||',
      'key="',
      '=',
      ';;;',
      'key',
      `key=${'x'.repeat(2000)}`,
      'key=\xff\x80|\xe4',
    ];
    for (const cookie of cookies) expect(await askWith(ingress, cookie), cookie).toMatchObject({ status: 200 });
  });
});

describe('mode balanced', () => {
  test('is what an absent mode means, and a misspelt one', async () => {
    const { ingress } = await startSticky(2, { ...balanced, 'affinity-mode': 'Persistent' });
    expect((await newSession(ingress)).cookie).toMatch(/^key=\d+(\.\d+)?\.\d+\.\d+\|/);
  });

  test('moves a session silently when its pod is gone, and back when the pods are the same again', async () => {
    const { ingress, pods } = await startSticky(3, balanced);
    const { cookie, pod } = await newSession(ingress);

    ingress.expose(
      'web',
      pods.filter(({ ip }) => ip !== pod),
    );
    await ingress.settled();
    const moved = await askWith(ingress, cookie);
    ingress.expose('web', pods);
    await ingress.settled();

    expect(moved).toMatchObject({ status: 200 });
    expect(moved.body).not.toBe(pod);
    expect(cookiePairs(moved)).toEqual([]);
    expect((await askWith(ingress, cookie)).body).toBe(pod);
  });

  test.each([
    ['forged', 'key=forged'],
    ['stale', `key=1600000000.1.1|${backendKey('default-web-80')}`],
    ['foreign', `key=x|${backendKey('default-other-80')}`],
  ])('honours a %s cookie: every key has its pod', async (_kind, cookie) => {
    const { ingress } = await startSticky(3, balanced);

    const answers = await Promise.all(Array.from({ length: 10 }, () => askWith(ingress, cookie)));

    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    expect(answers.flatMap(cookiePairs)).toEqual([]);
  });
});

describe('mode persistent', () => {
  test('names the pod in the cookie, by the keys of ingress-nginx', async () => {
    const { ingress } = await startSticky(2, persistent);

    const { cookie, pod } = await newSession(ingress);

    const key = persistentKey('default-web-80', `${pod}:8080`);
    expect(cookie).toBe(`key=${key}|${backendKey('default-web-80')}`);
  });

  test('picks anew, with a new cookie, when the pod is gone', async () => {
    const { ingress, pods } = await startSticky(2, persistent);
    const { cookie, pod } = await newSession(ingress);
    ingress.expose(
      'web',
      pods.filter(({ ip }) => ip !== pod),
    );
    await ingress.settled();

    const moved = await askWith(ingress, cookie);

    expect(moved.body).not.toBe(pod);
    expect(cookiePairs(moved)).toHaveLength(1);
    expect((await askWith(ingress, cookiePairs(moved)[0] ?? '')).body).toBe(moved.body);
  });

  test('picks anew for a key that names no pod', async () => {
    const { ingress } = await startSticky(3, persistent);
    expect(cookiePairs(await askWith(ingress, 'key=forged'))).toHaveLength(1);
    expect((await podsMet(ingress, 40, { headers: { Cookie: 'key=forged' } })).size).toBe(3);
  });

  test("a key alone is enough, and a foreign upstream's name beside it does not matter", async () => {
    const { ingress } = await startSticky(3, persistent);
    const { cookie, pod } = await newSession(ingress);
    const [key = ''] = cookie.split('|');
    expect((await askWith(ingress, key)).body).toBe(pod);
    expect((await askWith(ingress, `${key}||${backendKey('default-other-80')}`)).body).toBe(pod);
  });
});

describe('when the mode changes', () => {
  test('balanced to persistent issues a new cookie', async () => {
    const { ingress } = await startSticky(3, balanced);
    const { cookie } = await newSession(ingress);

    ingress.annotate('web', persistent);
    await ingress.settled();
    const answer = await askWith(ingress, cookie);

    expect(cookiePairs(answer)[0]).toContain(persistentKey('default-web-80', `${answer.body}:8080`));
  });

  test('persistent to balanced hashes the old value, and issues none', async () => {
    const { ingress } = await startSticky(3, persistent);
    const { cookie } = await newSession(ingress);

    ingress.annotate('web', balanced);
    await ingress.settled();
    const answers = await Promise.all(Array.from({ length: 10 }, () => askWith(ingress, cookie)));

    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    expect(answers.flatMap(cookiePairs)).toEqual([]);
  });

  test('without affinity the cookie means nothing any more', async () => {
    const { ingress } = await startSticky(3, persistent);
    const { cookie } = await newSession(ingress);

    ingress.annotate('web', {});
    await ingress.settled();

    expect((await podsMet(ingress, 9, { headers: { Cookie: cookie } })).size).toBe(3);
  });
});
