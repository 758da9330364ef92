import { describe, expect, test } from 'vitest';
import { cookiePairs, type TestIngress } from '../../testing/ingress.ts';
import { startSticky } from '../../testing/ingress-sessions.ts';
import { ingress } from '../../testing/manifests.ts';
import { askIngress, exposeServers, INGRESSES, ingressAddress, startServedLab } from '../../testing/served-lab.ts';

const DENIED = /^admission webhook "validate\.nginx\.ingress\.kubernetes\.io" denied the request: /;

async function startLabWithService() {
  const api = await startServedLab();
  await exposeServers(api, 'web', ['a']);
  return api;
}

function manifest(annotations: Record<string, string>) {
  const backend = { service: { name: 'web', port: { number: 80 } } };
  const rules = [{ host: 'sticky.info', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }];
  const prefixed = Object.entries(annotations).map(([name, value]) => [`nginx.ingress.kubernetes.io/${name}`, value]);
  return ingress('web', { rules }, Object.fromEntries(prefixed));
}

const BAD = [
  { 'upstream-hash-by': '$host;' },
  { 'upstream-hash-by-subset': 'yes' },
  { 'upstream-hash-by-subset-size': '3.5' },
  { 'load-balance': 'least_conn' },
];

describe('an Ingress that ingress-nginx rejects', { timeout: 30_000 }, () => {
  test('is denied by the API, as by the webhook, and nothing is created', async () => {
    const api = await startLabWithService();

    for (const bad of BAD) {
      const { body } = await api.call(`POST ${INGRESSES}`, { body: manifest(bad) });
      expect(body).toMatchObject({ code: 400, reason: 'BadRequest', message: expect.stringMatching(DENIED) });
      expect(body).toMatchObject({ message: expect.stringContaining(Object.keys(bad)[0] ?? '') });
    }
    expect((await api.call(`GET ${INGRESSES}/web`)).status).toBe(404);
  });

  test('leaves the version before in force, whichever way the update comes', async () => {
    const api = await startLabWithService();
    await api.call(`POST ${INGRESSES}`, { body: manifest({ affinity: 'cookie', 'session-cookie-name': 'before' }) });

    for (const bad of BAD) {
      const body = manifest({ ...bad, affinity: 'cookie', 'session-cookie-name': 'after' });
      const answers = [
        await api.call(`PUT ${INGRESSES}/web`, { body }),
        await api.call(`PATCH ${INGRESSES}/web`, { body, contentType: 'application/merge-patch+json' }),
        await api.call(`PATCH ${INGRESSES}/web?fieldManager=me&force=true`, {
          body,
          contentType: 'application/apply-patch+yaml',
        }),
      ];
      expect(answers.map(({ status }) => status)).toEqual([400, 400, 400]);
      expect(cookiePairs(await askIngress(await ingressAddress(api)))[0]).toMatch(/^before=/);
    }
  });

  test('with a bad affinity is none of these: it is taken, and goes without', async () => {
    const api = await startLabWithService();

    const { status } = await api.call(`POST ${INGRESSES}`, { body: manifest({ affinity: 'Cookie' }) });

    expect(status).toBe(201);
    const answer = await askIngress(await ingressAddress(api));
    expect(answer.status).toBe(200);
    expect(cookiePairs(answer)).toEqual([]);
  });

  test('with a number for an annotation is refused before anybody reads it', async () => {
    const api = await startLabWithService();
    const { metadata, ...rest } = manifest({});
    const annotations = { 'nginx.ingress.kubernetes.io/session-cookie-max-age': 60 };

    const bad = { ...rest, metadata: { ...metadata, annotations } };
    const refusal = {
      code: 400,
      message: expect.stringContaining(
        'cannot unmarshal number into Go struct field ObjectMeta.metadata.annotations of type string',
      ),
    };

    expect((await api.call(`POST ${INGRESSES}`, { body: bad })).body).toMatchObject(refusal);
    expect((await api.call(`GET ${INGRESSES}/web`)).status).toBe(404);

    const before = manifest({ affinity: 'cookie', 'session-cookie-name': 'before' });
    await api.call(`POST ${INGRESSES}`, { body: before });
    expect((await api.call(`PUT ${INGRESSES}/web`, { body: bad })).body).toMatchObject(refusal);
    expect(cookiePairs(await askIngress(await ingressAddress(api)))[0]).toMatch(/^before=/);
  });
});

// Where no webhook stood in the way: the controller itself keeps what it had.
describe('a bad version that is in the store all the same', () => {
  const nameOfCookie = async (one: TestIngress) => cookiePairs(await one.ask())[0]?.split('=')[0];

  test('leaves the one before in force, until it is put right', async () => {
    const { ingress: one } = await startSticky(2, { affinity: 'cookie', 'session-cookie-name': 'before' });

    one.annotate('web', { affinity: 'cookie', 'session-cookie-name': 'after', 'load-balance': 'least_conn' });
    await one.settled();
    expect(await nameOfCookie(one)).toBe('before');

    one.annotate('web', { affinity: 'cookie', 'session-cookie-name': 'after' });
    await one.settled();
    expect(await nameOfCookie(one)).toBe('after');
  });

  test('is not served at all where there was none before', async () => {
    const { ingress: one } = await startSticky(2, { 'load-balance': 'least_conn' });
    expect((await one.ask()).status).toBe(404);
  });
});
