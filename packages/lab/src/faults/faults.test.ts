import { describe, expect, test, vi } from 'vitest';
import { CAN_HANG } from '../kubelet/hang.ts';
import { addFault, clearFaults, listFaults } from '../lab-faults.ts';
import { TestApp } from '../testing/app.ts';

const patient = { timeout: 15_000, interval: 10 };
/** Waits that a test can wait for. */
const SHORT = { 'proxy-connect-timeout': '1', 'proxy-read-timeout': '1' };
/** Without it a session is tried at its own pod alone, as in ingress-nginx. */
const CHANGE = { 'session-cookie-change-on-failure': 'true' };

interface Event {
  readonly type: string;
  readonly reason: string;
  readonly involvedObject: { readonly name: string };
}

async function events(app: TestApp): Promise<string[]> {
  const { body } = await app.api.call<{ items: readonly Event[] }>('GET /api/v1/namespaces/default/events');
  return body.items.map(({ type, reason, involvedObject }) => `${involvedObject.name} ${type} ${reason}`);
}

/** Two sessions, one on each pod. */
async function twoSessions(app: TestApp) {
  const [[pod, cookie] = ['', ''], [otherPod, otherCookie] = ['', '']] = await app.sessions();
  return { pod, cookie, otherPod, otherCookie };
}

describe('requests that are late', { timeout: 30_000 }, () => {
  test('are those of its host alone', async () => {
    const app = await TestApp.start({ replicas: 1 });
    await app.route('other', 'other.info');
    await vi.waitFor(async () => expect((await app.ask({ host: 'other.info' })).status).toBe(200), patient);
    await addFault(app.stateDir, { kind: 'latency', milliseconds: 500, host: 'sticky.info' });

    expect((await app.ask()).milliseconds).toBeGreaterThanOrEqual(499);
    expect((await app.ask({ host: 'other.info' })).milliseconds).toBeLessThan(499);
  });

  test('are in time again when the fault has ended by itself, which an event tells', async () => {
    const app = await TestApp.start({ replicas: 1 });

    const { id } = await addFault(app.stateDir, { kind: 'latency', milliseconds: 300, seconds: 0.5 });

    expect(await events(app)).toContain('web Warning FaultInjected');
    expect(id).toBe('latency-1');
    expect((await app.ask()).milliseconds).toBeGreaterThanOrEqual(299);
    await vi.waitFor(async () => expect(await listFaults(app.stateDir)).toEqual([]), patient);
    expect((await app.ask()).milliseconds).toBeLessThan(299);
    const after = await events(app);
    expect(after).toEqual(expect.arrayContaining(['web Normal FaultInjected', 'web Normal FaultEnded']));
    expect(after).not.toContain('web Warning FaultInjected');
  });
});

describe('errors in place of a pod', { timeout: 30_000 }, () => {
  test('meet its sessions and no others, until they are cleared', async () => {
    const app = await TestApp.start();
    const { pod, cookie, otherPod, otherCookie } = await twoSessions(app);
    await addFault(app.stateDir, { kind: 'error', status: 503, pod });

    expect(await app.ask({ cookie })).toMatchObject({ status: 503, pod: undefined });
    expect(await app.ask({ cookie: otherCookie })).toMatchObject({ status: 200, pod: otherPod });

    await clearFaults(app.stateDir, 'error-1');
    expect(await app.ask({ cookie })).toMatchObject({ status: 200, pod });
  });

  test('are as many as the share says', async () => {
    const app = await TestApp.start({ replicas: 1 });
    await addFault(app.stateDir, { kind: 'error', status: 500, share: 0.3 });

    const answers = await Promise.all(Array.from({ length: 300 }, () => app.ask()));

    // Binomial: 90 expected, standard deviation 7.9; five of them are passed once in two million runs.
    const errors = answers.filter(({ status }) => status === 500).length;
    expect(errors).toBeGreaterThan(50);
    expect(errors).toBeLessThan(130);
  });

  test('are tried again elsewhere where the route says so', async () => {
    const app = await TestApp.start({ annotations: { ...CHANGE, 'proxy-next-upstream': 'error timeout http_503' } });
    const { pod, cookie, otherPod } = await twoSessions(app);
    await addFault(app.stateDir, { kind: 'error', status: 503, pod });

    expect(await app.ask({ cookie })).toMatchObject({ status: 200, pod: otherPod });
  });
});

describe.skipIf(!CAN_HANG)('a pod that hangs', { timeout: 30_000 }, () => {
  test('keeps its sessions waiting, then its probe fails and they move; later it is itself again', async () => {
    const app = await TestApp.start({ annotations: { ...SHORT, 'proxy-next-upstream': 'off' } });
    const { pod, cookie, otherPod } = await twoSessions(app);
    const { uuid } = await app.ask({ cookie });
    await addFault(app.stateDir, { kind: 'hang', pod });

    expect(await app.ask({ cookie })).toMatchObject({ status: 504 });
    await vi.waitFor(
      async () => expect(await app.pods()).toContainEqual({ name: pod, isReady: false, restarts: 0 }),
      patient,
    );
    expect(await app.ask({ cookie })).toMatchObject({ status: 200, pod: otherPod });

    await clearFaults(app.stateDir);
    await vi.waitFor(async () => expect(await app.ask({ cookie })).toMatchObject({ pod, uuid }), patient);
  });

  test('hangs once at a time', async () => {
    const app = await TestApp.start({ replicas: 1 });
    const [{ name: pod } = { name: '' }] = await app.pods();
    await addFault(app.stateDir, { kind: 'hang', pod });

    await expect(addFault(app.stateDir, { kind: 'hang', pod })).rejects.toMatchObject({
      name: 'LabError',
      code: 'not-possible',
      message: `pod ${pod} hangs already, by hang-1: clear that one first`,
    });
  });

  test('that is killed meanwhile runs when it has been started again, and the fault is over', async () => {
    const app = await TestApp.start({ replicas: 1 });
    const [{ name: pod } = { name: '' }] = await app.pods();
    await addFault(app.stateDir, { kind: 'hang', pod });

    await addFault(app.stateDir, { kind: 'die', pod });

    await vi.waitFor(async () => expect(await listFaults(app.stateDir)).toEqual([]), patient);
    await vi.waitFor(async () => expect(await app.ask()).toMatchObject({ status: 200, pod }), patient);
  });
});

describe('a pod that dies', { timeout: 30_000 }, () => {
  test('answers nobody until it has been started again, and then has forgotten its sessions', async () => {
    const app = await TestApp.start();
    const { pod, cookie } = await twoSessions(app);
    const { uuid } = await app.ask({ cookie });

    const { since, until } = await addFault(app.stateDir, { kind: 'die', pod });

    expect(until).toBe(since);
    expect((await app.ask({ cookie })).uuid).not.toBe(uuid);
    await vi.waitFor(
      async () => expect(await app.pods()).toContainEqual({ name: pod, isReady: true, restarts: 1 }),
      patient,
    );
    const again = await vi.waitFor(async () => {
      const answer = await app.ask({ cookie });
      expect(answer.pod).toBe(pod);
      return answer;
    }, patient);
    expect(again.uuid).not.toBe(uuid);
    expect(await listFaults(app.stateDir)).toEqual([]);
  });

  test('again and again falls back further and further', async () => {
    const app = await TestApp.start({ replicas: 1 });
    const [{ name: pod } = { name: '' }] = await app.pods();

    await addFault(app.stateDir, { kind: 'die', pod, repeat: { everySeconds: 0.2, seconds: 60 } });

    await vi.waitFor(async () => {
      const { body } = await app.api.call(`GET /api/v1/namespaces/default/pods/${pod}`);
      expect(JSON.stringify(body)).toContain('CrashLoopBackOff');
    }, patient);
    expect(await events(app)).toContain(`${pod} Warning BackOff`);
  });

  test('takes what is wrong with it along when it is deleted', async () => {
    const app = await TestApp.start({ replicas: 1 });
    const [{ name: pod } = { name: '' }] = await app.pods();
    await addFault(app.stateDir, { kind: 'partition', pod });

    await app.api.call(`DELETE /api/v1/namespaces/default/pods/${pod}`);

    await vi.waitFor(async () => expect(await listFaults(app.stateDir)).toEqual([]), patient);
  });
});

describe('a slow watch', { timeout: 30_000 }, () => {
  test('lets routes come late', async () => {
    const app = await TestApp.start({ replicas: 1 });
    await addFault(app.stateDir, { kind: 'slow-watch', milliseconds: 700 });
    const begun = performance.now();

    await app.route('new', 'new.info');

    await vi.waitFor(async () => expect((await app.ask({ host: 'new.info' })).status).toBe(200), patient);
    expect(performance.now() - begun).toBeGreaterThanOrEqual(699);
  });

  test('lets sessions meet a pod that is gone, and another one where the cookie changes on failure', async () => {
    const app = await TestApp.start({ annotations: CHANGE });
    const { pod, cookie, otherPod } = await twoSessions(app);
    await addFault(app.stateDir, { kind: 'slow-watch', milliseconds: 60_000 });

    await app.api.call(`DELETE /api/v1/namespaces/default/pods/${pod}`);
    await vi.waitFor(async () => expect((await app.pods()).map(({ name }) => name)).not.toContain(pod), patient);

    expect(await triesOf(app, cookie)).toEqual([
      { pod, reason: 'cookie', failure: 'refused' },
      { pod: otherPod, reason: 'retry' },
    ]);
    await clearFaults(app.stateDir);
    await vi.waitFor(async () => expect(await triesOf(app, cookie)).toHaveLength(1), patient);
  });
});

describe('a pod that is cut off', { timeout: 30_000 }, () => {
  test('is ready, and its sessions wait for every try, until it can be reached again', async () => {
    const app = await TestApp.start({ annotations: { ...SHORT, 'proxy-next-upstream-tries': '2' } });
    const { pod, cookie, otherPod, otherCookie } = await twoSessions(app);
    await addFault(app.stateDir, { kind: 'partition', pod });

    const [cutOff, other] = await Promise.all([app.ask({ cookie }), app.ask({ cookie: otherCookie })]);

    expect(cutOff).toMatchObject({ status: 504 });
    expect(cutOff.milliseconds).toBeGreaterThanOrEqual(1_999);
    expect(other).toMatchObject({ status: 200, pod: otherPod });
    expect(await app.pods()).toContainEqual({ name: pod, isReady: true, restarts: 0 });
    await clearFaults(app.stateDir);
    expect(await app.ask({ cookie })).toMatchObject({ status: 200, pod });
  });

  test('loses its sessions for good where the cookie changes on failure', async () => {
    const app = await TestApp.start({ annotations: { ...SHORT, ...CHANGE } });
    const { pod, cookie, otherPod } = await twoSessions(app);
    await addFault(app.stateDir, { kind: 'partition', pod });

    const moved = await app.ask({ cookie });

    expect(moved).toMatchObject({ status: 200, pod: otherPod });
    expect(moved.milliseconds).toBeGreaterThanOrEqual(999);
    expect(moved.cookie).not.toBe(cookie);
    await clearFaults(app.stateDir);
    expect(await app.ask({ cookie: moved.cookie })).toMatchObject({ status: 200, pod: otherPod });
  });
});

/** What the access log says of one request. */
async function triesOf(app: TestApp, cookie: string) {
  await app.ask({ cookie });
  const { body } = await app.api.call<string>('GET /lab/log?tail=1');
  return JSON.parse(body).tries;
}
