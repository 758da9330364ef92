import { describe, expect, test } from 'vitest';
import { cookiePairs } from '../../testing/ingress.ts';
import { askWith, newSession, startSticky, stopPod } from '../../testing/ingress-sessions.ts';

const balanced = { affinity: 'cookie', 'session-cookie-name': 'key' };
const mayChange = { 'session-cookie-change-on-failure': 'true' };

describe.each([
  ['balanced', balanced],
  ['persistent', { ...balanced, 'affinity-mode': 'persistent' }],
])('mode %s', (_mode, annotations) => {
  test('sends every try of a client with a cookie to the same failing pod, three of them', async () => {
    const { ingress, pods } = await startSticky(2, annotations);
    const { cookie, pod } = await newSession(ingress);
    await stopPod(pods, pod);

    expect((await askWith(ingress, cookie)).status).toBe(502);
    expect(ingress.log.last(1)[0]?.tries).toMatchObject([
      { pod: `${pod}:8080`, reason: 'cookie' },
      { pod: `${pod}:8080`, reason: 'retry' },
      { pod: `${pod}:8080`, reason: 'retry' },
    ]);
  });

  test('a failing pod stays one that is chosen: only readiness takes it out', async () => {
    const { ingress, pods } = await startSticky(2, annotations);
    const { cookie, pod } = await newSession(ingress);
    await stopPod(pods, pod);

    const answers = await Promise.all(Array.from({ length: 5 }, () => askWith(ingress, cookie)));

    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(502));
  });

  test('may change the pod on failure when it is told to, with a new cookie', async () => {
    const { ingress, pods } = await startSticky(2, { ...annotations, ...mayChange });
    const { cookie, pod } = await newSession(ingress);
    await stopPod(pods, pod);

    const second = await askWith(ingress, cookie);

    expect(second.status).toBe(200);
    expect(second.body).not.toBe(pod);
    expect(cookiePairs(second)).toHaveLength(1);
    expect((await askWith(ingress, cookiePairs(second)[0] ?? '')).body).toBe(second.body);
  });

  test('that it may change has no effect without a retry: an error that the pod answers is its answer', async () => {
    const { ingress } = await startSticky(0, { ...annotations, ...mayChange });
    const pods = await Promise.all(
      [0, 1].map(() =>
        ingress.startPod((request, response) => {
          response.statusCode = request.headers['x-fail'] ? 500 : 200;
          response.end();
        }),
      ),
    );
    ingress.expose('web', pods);
    await ingress.settled();
    const { cookie } = await newSession(ingress);

    const answer = await askWith(ingress, cookie, { headers: { 'X-Fail': '1' } });

    expect(answer.status).toBe(500);
    expect(cookiePairs(answer)).toEqual([]);
  });

  test('a POST that may have reached the pod is not sent again', async () => {
    const { ingress } = await startSticky(0, { ...annotations, ...mayChange });
    let met = 0;
    const dead = await ingress.startPod((request) => {
      met += 1;
      request.socket.destroy();
    });
    ingress.expose('web', [dead, await ingress.startPod()]);
    await ingress.settled();
    // A pick at random meets the dead pod sooner or later.
    let answer = await ingress.ask({ method: 'POST', body: 'a' });
    while (met === 0) answer = await ingress.ask({ method: 'POST', body: 'a' });

    expect(answer.status).toBe(502);
    expect(ingress.log.last(1)[0]?.tries).toHaveLength(1);
  });

  test('lets a client without a cookie fail over, with a cookie for each pick', async () => {
    const { ingress, pods } = await startSticky(2, annotations);
    const [dead, alive] = pods;
    await stopPod(pods, dead?.ip ?? '');

    const answers = await Promise.all(Array.from({ length: 20 }, () => ingress.ask()));

    expect(answers.map(({ status, body }) => [status, body])).toEqual(answers.map(() => [200, alive?.ip]));
    // Half of them met the dead pod first, and its cookie went out before that of the other.
    const twice = answers.map(cookiePairs).find((cookies) => cookies.length === 2);
    expect(twice?.[0]).not.toBe(twice?.[1]);
    for (const answer of answers)
      expect((await askWith(ingress, cookiePairs(answer).at(-1) ?? '')).body).toBe(alive?.ip);
  });

  test('gives a client without a cookie those of all pods that it picked, also when none of them answers', async () => {
    const { ingress, pods } = await startSticky(2, annotations);
    for (const { ip } of pods) await stopPod(pods, ip);

    const answer = await ingress.ask();

    expect(answer.status).toBe(502);
    expect(cookiePairs(answer)).toHaveLength(2);
    expect(new Set(ingress.log.last(1)[0]?.tries.map(({ pod }) => pod)).size).toBe(2);
  });

  test('answers 502 with nobody left to try', async () => {
    const { ingress, pods } = await startSticky(1, { ...annotations, ...mayChange });
    const { cookie, pod } = await newSession(ingress);
    await stopPod(pods, pod);

    expect((await askWith(ingress, cookie)).status).toBe(502);
    expect(ingress.log.last(1)[0]?.tries).toHaveLength(1);
  });
});

test('sends every try of a client with a cookie to the same hanging pod, until its time is over three times', {
  timeout: 20_000,
}, async () => {
  const { ingress } = await startSticky(0, { ...balanced, 'proxy-read-timeout': '1' });
  const hanging = await Promise.all(
    [0, 1].map(() => ingress.startPod((request, response) => (request.headers['x-hang'] ? {} : response.end()))),
  );
  ingress.expose('web', hanging);
  await ingress.settled();
  const { cookie } = await newSession(ingress);

  const answer = await askWith(ingress, cookie, { headers: { 'X-Hang': '1' } });

  expect(answer.status).toBe(504);
  const tried = ingress.log.last(1)[0]?.tries ?? [];
  expect(tried).toHaveLength(3);
  expect(new Set(tried.map(({ pod }) => pod)).size).toBe(1);
});
