import { describe, expect, test } from 'vitest';
import { cookiePairs, stopServer, TestIngress, type TestPod } from '../../testing/ingress.ts';
import { backendKey, persistentKey } from './affinity-key.ts';

const balanced = { affinity: 'cookie', 'session-cookie-name': 'key' };
const persistent = { ...balanced, 'affinity-mode': 'persistent' };

async function startWith(pods: number, annotations: Record<string, string>) {
  const ingress = await TestIngress.start();
  const running: TestPod[] = [];
  for (let count = 0; count < pods; count += 1) running.push(await ingress.startPod());
  ingress.expose('web', running);
  ingress.route('web', { service: 'web', host: 'sticky.info' }, annotations);
  await ingress.settled();
  return { ingress, pods: running };
}

async function askWith(ingress: TestIngress, cookie: string) {
  return await ingress.ask({ headers: { Cookie: cookie } });
}

describe.each([
  ['balanced', balanced],
  ['persistent', persistent],
])('mode %s', (_mode, annotations) => {
  test('keeps a client that sends its cookie on its pod, and does not issue the cookie again', async () => {
    const { ingress } = await startWith(3, annotations);
    const first = await ingress.ask();
    const [cookie = ''] = cookiePairs(first);

    const later = await Promise.all(Array.from({ length: 20 }, () => askWith(ingress, cookie)));

    expect(new Set(later.map(({ body }) => body))).toEqual(new Set([first.body]));
    expect(later.flatMap(cookiePairs)).toEqual([]);
  });

  test('gives clients without a cookie pods at random, and each a cookie of its own pod', async () => {
    const { ingress } = await startWith(2, annotations);

    const answers = await Promise.all(Array.from({ length: 40 }, () => ingress.ask()));

    expect(new Set(answers.map(({ body }) => body)).size).toBe(2);
    for (const answer of answers.slice(0, 5)) {
      const [cookie = ''] = cookiePairs(answer);
      expect((await askWith(ingress, cookie)).body).toBe(answer.body);
    }
  });

  test('answers 503 without a ready pod', async () => {
    const { ingress } = await startWith(1, annotations);
    ingress.expose('web', []);
    await ingress.settled();

    expect(await ingress.ask()).toMatchObject({ status: 503 });
  });

  test('sends every retry of a client with a cookie to the same failing pod', async () => {
    const { ingress, pods } = await startWith(2, annotations);
    const first = await ingress.ask();
    const [cookie = ''] = cookiePairs(first);
    await stopServer(pods.find(({ ip }) => ip === first.body)?.server ?? pods[0]?.server ?? failing());

    expect((await askWith(ingress, cookie)).status).toBe(502);
  });

  test('may change the pod on failure when it is told to, with a new cookie', async () => {
    const { ingress, pods } = await startWith(2, { ...annotations, 'session-cookie-change-on-failure': 'true' });
    const first = await ingress.ask();
    const [cookie = ''] = cookiePairs(first);
    await stopServer(pods.find(({ ip }) => ip === first.body)?.server ?? failing());

    const second = await askWith(ingress, cookie);

    expect(second.status).toBe(200);
    expect(second.body).not.toBe(first.body);
    expect(cookiePairs(second)).toHaveLength(1);
  });

  test('lets a client without a cookie fail over, with a cookie for each pick', async () => {
    const { ingress, pods } = await startWith(2, annotations);
    await stopServer(pods[0]?.server ?? failing());

    const answers = await Promise.all(Array.from({ length: 20 }, () => ingress.ask()));

    expect(answers.map(({ status, body }) => [status, body])).toEqual(answers.map(() => [200, pods[1]?.ip]));
    // Half of them met the dead pod first, and its cookie went out before that of the other.
    expect(answers.map((answer) => cookiePairs(answer).length)).toContain(2);
    for (const answer of answers)
      expect((await askWith(ingress, cookiePairs(answer).at(-1) ?? '')).body).toBe(pods[1]?.ip);
  });
});

describe('mode balanced', () => {
  test('moves a session silently when its pod is gone, and back when the pods are the same again', async () => {
    const { ingress, pods } = await startWith(3, balanced);
    const first = await ingress.ask();
    const [cookie = ''] = cookiePairs(first);

    ingress.expose(
      'web',
      pods.filter(({ ip }) => ip !== first.body),
    );
    await ingress.settled();
    const moved = await askWith(ingress, cookie);
    ingress.expose('web', pods);
    await ingress.settled();

    expect(moved).toMatchObject({ status: 200 });
    expect(moved.body).not.toBe(first.body);
    expect(cookiePairs(moved)).toEqual([]);
    expect((await askWith(ingress, cookie)).body).toBe(first.body);
  });

  test('honours a cookie that it has never issued', async () => {
    const { ingress } = await startWith(2, balanced);

    const answers = await Promise.all(Array.from({ length: 10 }, () => askWith(ingress, 'key=forged')));

    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    expect(answers.flatMap(cookiePairs)).toEqual([]);
  });
});

describe('mode persistent', () => {
  test('names the pod in the cookie, by the keys of ingress-nginx', async () => {
    const { ingress } = await startWith(2, persistent);

    const answer = await ingress.ask();

    const key = persistentKey('default-web-80', `${answer.body}:8080`);
    expect(cookiePairs(answer)).toEqual([`key=${key}|${backendKey('default-web-80')}`]);
  });

  test('moves nobody when pods are added', async () => {
    const { ingress, pods } = await startWith(2, persistent);
    const first = await ingress.ask();
    const [cookie = ''] = cookiePairs(first);

    ingress.expose('web', [...pods, await ingress.startPod(), await ingress.startPod()]);
    await ingress.settled();

    expect((await askWith(ingress, cookie)).body).toBe(first.body);
  });

  test('picks anew, with a new cookie, when the pod is gone or the cookie is not its own', async () => {
    const { ingress, pods } = await startWith(2, persistent);
    const first = await ingress.ask();
    const [cookie = ''] = cookiePairs(first);
    ingress.expose(
      'web',
      pods.filter(({ ip }) => ip !== first.body),
    );
    await ingress.settled();

    const moved = await askWith(ingress, cookie);

    expect(moved.body).not.toBe(first.body);
    expect(cookiePairs(moved)).toHaveLength(1);
    expect(cookiePairs(await askWith(ingress, 'key=forged'))).toHaveLength(1);
  });
});

describe('several Ingresses on one Service', () => {
  test('share its pods: a path without affinity sets no cookie, but honours one that is sent', async () => {
    const { ingress } = await startWith(3, balanced);
    ingress.route('plain', { service: 'web', host: 'plain.info' });
    await ingress.settled();
    const [cookie = ''] = cookiePairs(await ingress.ask());

    const without = await Promise.all(Array.from({ length: 20 }, () => ingress.ask({ host: 'plain.info' })));
    const along = await Promise.all(
      Array.from({ length: 10 }, () => ingress.ask({ host: 'plain.info', headers: { Cookie: cookie } })),
    );

    expect(without.flatMap(cookiePairs)).toEqual([]);
    expect(new Set(without.map(({ body }) => body)).size).toBeGreaterThan(1);
    expect(new Set(along.map(({ body }) => body)).size).toBe(1);
  });

  test('the oldest one decides the mode, the last one the cookie', async () => {
    const { ingress } = await startWith(2, { ...persistent, 'session-cookie-name': 'first' });
    // Of equal age, the name decides, in descending order: "v" comes after "web".
    ingress.route('v', { service: 'web', host: 'other.info' }, { ...balanced, 'session-cookie-name': 'last' });
    await ingress.settled();

    const answer = await ingress.ask();

    const [name, value = ''] = cookiePairs(answer)[0]?.split('=') ?? [];
    expect(name).toBe('last');
    expect(value.split('|')[0]).toBe(persistentKey('default-web-80', `${answer.body}:8080`));
  });

  test('a default backend never sets the cookie', async () => {
    const { ingress } = await startWith(2, balanced);
    ingress.store.create('ingresses', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: {
        name: 'fallback',
        namespace: 'default',
        annotations: { 'nginx.ingress.kubernetes.io/affinity': 'cookie' },
      },
      spec: { ingressClassName: 'nginx', defaultBackend: { service: { name: 'web', port: { number: 80 } } } },
    });
    await ingress.settled();

    const answer = await ingress.ask({ host: 'anything.else' });

    expect(answer.status).toBe(200);
    expect(cookiePairs(answer)).toEqual([]);
  });
});

function failing(): never {
  throw new Error('no such pod');
}
