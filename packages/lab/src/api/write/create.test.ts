import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deployment, ingress, pod, service } from '../testing/manifests.ts';
import { type ServedApi, serveApi } from '../testing/serve-api.ts';

const PODS = '/api/v1/namespaces/default/pods';
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
const INGRESSES = '/apis/networking.k8s.io/v1/namespaces/default/ingresses';

interface Created {
  readonly metadata: { readonly name: string; readonly uid: string; readonly creationTimestamp: string };
  readonly status?: object;
}

let api: ServedApi;
beforeAll(async () => {
  api = await serveApi();
  const metadata = { name: 'nginx', annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' } };
  api.store.create('ingressclasses', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata,
    spec: { controller: 'k8s.io/ingress-nginx' },
  });
});
afterAll(() => api.close());

test('what only the server may set is the server’s', async () => {
  const own = { uid: 'mine', creationTimestamp: '2001-01-01T00:00:00Z', deletionTimestamp: '2001-01-01T00:00:00Z' };
  const body = { ...pod('a', own), status: { phase: 'Running' } };
  const created = await api.call<Created>(`POST ${PODS}`, { body });
  expect(created.status).toBe(201);
  expect(created.body.metadata.uid).not.toBe('mine');
  expect(created.body.metadata).not.toHaveProperty('deletionTimestamp');
  expect(created.body.status).toEqual({ phase: 'Pending' });
});

test('a name is made up from a prefix', async () => {
  const body = { ...pod(''), metadata: { generateName: 'web-' } };
  const names = await Promise.all([1, 2, 3].map(() => api.call<Created>(`POST ${PODS}`, { body })));
  for (const created of names) expect(created.body.metadata.name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
});

test('a dry run decides and keeps nothing', async () => {
  const { status, body } = await api.call<Created>(`POST ${DEPLOYMENTS}?dryRun=All`, { body: deployment('dry') });
  expect(status).toBe(201);
  expect(body).toMatchObject({ spec: { replicas: 1 }, metadata: { uid: expect.any(String) } });
  expect((await api.call(`GET ${DEPLOYMENTS}/dry`)).status).toBe(404);
});

test('YAML is taken too', async () => {
  const body = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: from-yaml}\n';
  const { status } = await api.call('POST /api/v1/namespaces', { body, contentType: 'application/yaml' });
  expect(status).toBe(201);
});

describe('refused', () => {
  test('a name that is taken: 409', async () => {
    await api.call(`POST ${DEPLOYMENTS}`, { body: deployment('taken') });
    const { body } = await api.call(`POST ${DEPLOYMENTS}`, { body: deployment('taken') });
    expect(body).toMatchObject({
      code: 409,
      reason: 'AlreadyExists',
      message: 'deployments.apps "taken" already exists',
    });
  });

  test('a namespace that is not there: 404, or that goes: 403', async () => {
    const absent = await api.call('POST /api/v1/namespaces/absent/pods', { body: pod('a') });
    expect(absent.body).toMatchObject({ code: 404, message: 'namespaces "absent" not found' });
    await api.call('POST /api/v1/namespaces', { body: { metadata: { name: 'going' } } });
    await api.call('DELETE /api/v1/namespaces/going');
    const going = await api.call('POST /api/v1/namespaces/going/pods', { body: pod('a') });
    expect(going.body).toMatchObject({ code: 403, message: expect.stringContaining('because it is being terminated') });
  });

  test('another kind, another version, another namespace: 400', async () => {
    for (const body of [service('a'), { ...pod('a'), apiVersion: 'v2' }, pod('a', { namespace: 'other' })]) {
      expect((await api.call(`POST ${PODS}`, { body })).status).toBe(400);
    }
  });

  test('a version on a new object: 400', async () => {
    const { body } = await api.call(`POST ${PODS}`, { body: pod('a', { resourceVersion: '1' }) });
    expect(body).toMatchObject({ code: 400, message: 'resourceVersion should not be set on objects to be created' });
  });

  test('what is invalid: 422 with every cause', async () => {
    const { body } = await api.call<{ message: string }>(`POST ${DEPLOYMENTS}`, {
      body: { ...deployment('a', { replicas: -1, template: {} }), metadata: { name: 'Not_A_Name' } },
    });
    expect(body).toMatchObject({
      code: 422,
      reason: 'Invalid',
      details: {
        name: 'Not_A_Name',
        group: 'apps',
        kind: 'Deployment',
        causes: expect.arrayContaining([
          expect.objectContaining({ reason: 'FieldValueInvalid', field: 'metadata.name' }),
          {
            reason: 'FieldValueInvalid',
            field: 'spec.replicas',
            message: 'Invalid value: -1: must be greater than or equal to 0',
          },
          { reason: 'FieldValueRequired', field: 'spec.template.spec', message: 'Required value' },
        ]),
      },
    });
    expect(body.message).toMatch(/^Deployment\.apps "Not_A_Name" is invalid: \[/);
  });

  test('a field that only Kubernetes has: 422 that says so', async () => {
    const { body } = await api.call(`POST ${PODS}`, {
      body: { ...pod('a'), spec: { ...pod('a').spec, hostNetwork: true } },
    });
    expect(body).toMatchObject({
      code: 422,
      message:
        'Pod "a" is invalid: spec.hostNetwork: Forbidden: the Sticky lab does not support this field: take it out',
    });
  });

  test('an annotation that is a number: 400, word for word', async () => {
    const body = ingress('a', { 'nginx.ingress.kubernetes.io/session-cookie-max-age': 60 });
    expect((await api.call(`POST ${INGRESSES}`, { body })).body).toMatchObject({
      code: 400,
      reason: 'BadRequest',
      message:
        'Ingress in version "v1" cannot be handled as a Ingress: json: cannot unmarshal number into Go struct field ObjectMeta.metadata.annotations of type string',
    });
  });
});

describe('a field that nobody knows', () => {
  const body = { ...pod('unknown'), spec: { ...pod('unknown').spec, colour: 'red' } };

  test('is refused when the client is strict', async () => {
    const { body: answer } = await api.call(`POST ${PODS}?fieldValidation=Strict`, { body });
    expect(answer).toMatchObject({
      code: 400,
      message: 'Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.colour"',
    });
  });

  test('is dropped with a warning by default', async () => {
    const { status, headers } = await api.call(`POST ${PODS}?dryRun=All`, { body });
    expect(status).toBe(201);
    expect(headers.warning).toBe('299 - "unknown field \\"spec.colour\\""');
  });

  test('is dropped in silence when the client asks for that', async () => {
    const { headers } = await api.call(`POST ${PODS}?dryRun=All&fieldValidation=Ignore`, { body });
    expect(headers.warning).toBeUndefined();
  });
});

describe('an Ingress', () => {
  test('gets the default class', async () => {
    const { body } = await api.call(`POST ${INGRESSES}`, { body: ingress('classed') });
    expect(body).toMatchObject({ spec: { ingressClassName: 'nginx' } });
  });

  test.each([
    ['auth-url', 'http://auth.info/', /cannot guard with nginx.ingress.kubernetes.io\/auth-url/],
    ['configuration-snippet', 'return 200;', /Snippet directives are disabled by the Ingress administrator/],
  ])('is denied for %s, which cannot be had', async (name, value, why) => {
    const body = ingress('a', { [`nginx.ingress.kubernetes.io/${name}`]: value });
    const { body: status } = await api.call<{ code: number; message: string }>(`POST ${INGRESSES}`, { body });
    expect(status.code).toBe(400);
    expect(status.message).toMatch(/^admission webhook "validate.nginx.ingress.kubernetes.io" denied the request: /);
    expect(status.message).toMatch(why);
  });

  test('is denied for a host and path that another one has', async () => {
    await api.call(`POST ${INGRESSES}`, { body: ingress('classed') });
    const { body } = await api.call(`POST ${INGRESSES}`, { body: ingress('a') });
    expect(body).toMatchObject({
      code: 400,
      message: expect.stringContaining('host "sticky.info" and path "/" is already defined in ingress default/classed'),
    });
  });

  test('of another class is no business of the lab', async () => {
    const own = ingress('other', { 'nginx.ingress.kubernetes.io/auth-url': 'http://auth.info/' });
    const body = { ...own, spec: { ...own.spec, ingressClassName: 'other' } };
    expect((await api.call(`POST ${INGRESSES}`, { body })).status).toBe(201);
  });
});

test('a secret’s text is kept in base64', async () => {
  const body = { metadata: { name: 's' }, stringData: { password: 'x' } };
  const { body: created } = await api.call('POST /api/v1/namespaces/default/secrets', { body });
  expect(created).toMatchObject({ type: 'Opaque', data: { password: 'eA==' } });
  expect(created).not.toHaveProperty('stringData');
});
