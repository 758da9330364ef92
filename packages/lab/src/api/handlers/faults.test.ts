import { describe, expect, onTestFinished, test } from 'vitest';
import { ingress, pod } from '../../testing/manifests.ts';
import type { WatchEvent } from '../testing/api-client.ts';
import { type ServedApi, serveApi } from '../testing/serve-api.ts';

interface Body {
  readonly message: string;
  readonly reason: string;
  readonly id: string;
  readonly until: string;
  readonly since: string;
  readonly fault: Readonly<Record<string, unknown>>;
  readonly faults: readonly { readonly id: string }[];
}

async function serve(): Promise<ServedApi> {
  const api = await serveApi();
  onTestFinished(() => api.close());
  api.store.create('pods', { ...pod('sticky-d-1-rdn6q'), status: { podIP: '10.0.0.1' } });
  api.store.create('pods', { ...pod('sticky-d-1-6gjmv'), status: { podIP: '10.0.0.2' } });
  api.store.create('pods', { ...pod('other-6gjmv'), status: { podIP: '10.0.0.3' } });
  api.store.create('ingresses', ingress('web', { rules: [{ host: 'sticky.info' }, { host: '*.wild.info' }] }));
  return api;
}

const LATENCY = { kind: 'latency', milliseconds: 200 };

test('a fault begins with its defaults, is listed, and ends when it is cleared', async () => {
  const api = await serve();

  const added = await api.call<Body>('POST /lab/faults', { body: { ...LATENCY, host: 'Sticky.info' } });

  expect(added.status).toBe(201);
  expect(added.body).toMatchObject({
    id: 'latency-1',
    fault: { ...LATENCY, host: 'sticky.info', share: 1, seconds: 60, namespace: 'default' },
  });
  expect(Date.parse(added.body.until) - Date.parse(added.body.since)).toBe(60_000);
  expect((await api.call<Body>('GET /lab/faults')).body.faults).toEqual([added.body]);
  expect((await api.call<Body>('DELETE /lab/faults/latency-1')).body.faults).toEqual([added.body]);
  expect((await api.call<Body>('GET /lab/faults')).body.faults).toEqual([]);
});

test('all are cleared at once', async () => {
  const api = await serve();
  for (const kind of [1, 2]) await api.call('POST /lab/faults', { body: { ...LATENCY, milliseconds: kind } });

  const cleared = await api.call<Body>('DELETE /lab/faults');

  expect(cleared.body.faults.map(({ id }) => id)).toEqual(['latency-1', 'latency-2']);
  expect((await api.call<Body>('GET /lab/faults')).body.faults).toEqual([]);
});

test.each([
  ['rdn6q', 'sticky-d-1-rdn6q'],
  ['1-6gjmv', 'sticky-d-1-6gjmv'],
  ['other-6gjmv', 'other-6gjmv'],
])('a pod that is called %s is %s', async (name, full) => {
  const api = await serve();

  const { body } = await api.call<Body>('POST /lab/faults', { body: { kind: 'partition', pod: name } });

  expect(body.fault).toMatchObject({ kind: 'partition', pod: full });
});

describe('what cannot be is refused, with what to do', () => {
  test.each([
    [{ kind: 'partition', pod: 'dn6q' }, 404, 'no pod "dn6q" in namespace default: name one of other-6gjmv, '],
    [{ kind: 'partition', pod: '6gjmv' }, 404, 'more than one pod ends in -6gjmv: name one of other-6gjmv, sticky-'],
    [{ kind: 'hang', pod: 'x', namespace: 'empty' }, 404, 'no pod "x" in namespace empty: deploy one first'],
    [{ kind: 'die', pod: 'rdn6q' }, 409, 'no process of pod sticky-d-1-rdn6q runs now: wait until it does'],
    [{ ...LATENCY, host: 'stciky.info' }, 404, 'no route has the host "stciky.info": name one of sticky.info, *.wild'],
    [{ ...LATENCY, milliseconds: 0 }, 422, 'no fault of the lab: milliseconds: Too small'],
    [{ ...LATENCY, share: 1.5 }, 422, 'no fault of the lab: share: Too big'],
    [{ ...LATENCY, seconds: 86_400 }, 422, 'no fault of the lab: seconds: Too big'],
    [{ kind: 'error', status: 200 }, 422, 'no fault of the lab: status: Too small'],
    [{ kind: 'partition', pod: 'rdn6q', share: 0.5 }, 422, 'no fault of the lab: fault: Unrecognized key: "share"'],
    [{ kind: 'flood' }, 422, 'no fault of the lab: kind: '],
    ['null', 422, 'no fault of the lab: fault: '],
    ['{', 400, 'the body of the request is not JSON'],
  ])('%j', async (body, status, message) => {
    const api = await serve();

    const answer = await api.call<Body>('POST /lab/faults', { body });

    expect(answer.status).toBe(status);
    expect(answer.body.message).toContain(message);
    expect((await api.call<Body>('GET /lab/faults')).body.faults).toEqual([]);
  });

  test('another fault than those that are on', async () => {
    const api = await serve();
    await api.call('POST /lab/faults', { body: LATENCY });

    const answer = await api.call<Body>('DELETE /lab/faults/latency-2');

    expect(answer).toMatchObject({ status: 404, body: { message: 'no fault "latency-2": name one of latency-1' } });
  });

  test('another way to send it, and another method', async () => {
    const api = await serve();

    const form = await api.call('POST /lab/faults', { body: 'kind=latency', contentType: 'text/plain' });
    expect(form.status).toBe(415);
    expect((await api.call('PUT /lab/faults', { body: LATENCY })).status).toBe(405);
    expect((await api.call('GET /lab/faults/latency-1')).status).toBe(405);
    const headers = { authorization: 'Bearer other' };
    expect((await api.call('POST /lab/faults', { body: LATENCY, headers })).status).toBe(401);
  });
});

test.each(['sticky.info', 'any.wild.info'])('what is wrong with a host stands at its routes: %s', async (host) => {
  const api = await serve();

  await api.call('POST /lab/faults', { body: { ...LATENCY, host } });

  expect(api.store.list('events').map(({ involvedObject }) => involvedObject.name)).toEqual(['web']);
});

test('what is wrong stands at the pod that it is about as a warning, until it no longer is', async () => {
  const api = await serve();
  const events = () =>
    api.store.list('events').map(({ type, reason, message, involvedObject }) => {
      return `${involvedObject.name} ${type} ${reason}: ${message}`;
    });
  const said = 'FaultInjected: Pod sticky-d-1-rdn6q is cut off .* \\(until 2';

  await api.call('POST /lab/faults', { body: { kind: 'partition', pod: 'rdn6q' } });
  expect(events()).toEqual([expect.stringMatching(`^sticky-d-1-rdn6q Warning ${said}`)]);

  await api.call('DELETE /lab/faults/partition-1');
  expect(events()).toEqual([
    expect.stringMatching(`^sticky-d-1-rdn6q Normal ${said}`),
    expect.stringMatching(/^sticky-d-1-rdn6q Normal FaultEnded: No longer: Pod sticky-d-1-rdn6q is cut off/),
  ]);
});

describe('a slow watch', () => {
  test('tells clients of changes late and in order, while reads are as quick as ever', async () => {
    const api = await serve();
    await api.call('POST /lab/faults', { body: { kind: 'slow-watch', milliseconds: 300 } });
    const heard: { type: string; name: string; at: number }[] = [];
    const watching = (async () => {
      for await (const { type, object } of api.watch<WatchEvent>('/api/v1/pods?watch=true')) {
        heard.push({ type, name: object.metadata.name, at: performance.now() });
        if (object.metadata.name === 'b') return;
      }
    })();
    await expect.poll(() => heard.length).toBe(3);
    const begun = performance.now();

    api.store.create('pods', pod('a'));
    api.store.remove('pods', { namespace: 'default', name: 'a' });
    api.store.create('pods', pod('b'));

    const list = await api.call<{ items: { metadata: { name: string } }[] }>('GET /api/v1/pods');
    expect(list.body.items.map(({ metadata }) => metadata.name)).toContain('b');
    expect(heard).toHaveLength(3);
    await watching;
    const late = heard.slice(3);
    expect(late.map(({ type, name }) => `${type} ${name}`)).toEqual(['ADDED a', 'DELETED a', 'ADDED b']);
    for (const { at } of late) expect(at - begun).toBeGreaterThanOrEqual(299);
  });

  test('that ends hands over at once all that was on its way', async () => {
    const api = await serve();
    await api.call('POST /lab/faults', { body: { kind: 'slow-watch', milliseconds: 60_000 } });
    const revision = api.store.revision;
    const names: string[] = [];
    const watching = (async () => {
      for await (const { object } of api.watch(`/api/v1/pods?watch=true&resourceVersion=${revision}`)) {
        names.push(object.metadata.name);
        if (names.length === 2) return;
      }
    })();
    api.store.create('pods', pod('a'));
    api.store.create('pods', pod('b'));

    await api.call('DELETE /lab/faults');

    await watching;
    expect(names).toEqual(['a', 'b']);
  });
});
