import { afterEach, beforeEach, expect, test } from 'vitest';
import { ingress } from '../api/testing/manifests.ts';
import { type ServedApi, serveApi } from '../api/testing/serve-api.ts';

const INGRESSES = '/apis/networking.k8s.io/v1/namespaces/default/ingresses';

let api: ServedApi;
beforeEach(async () => {
  api = await serveApi();
});
afterEach(() => api.close());

async function create(tls: object) {
  const draft = ingress('web');
  const answer = await api.call<{ message?: string; spec?: object }>(`POST ${INGRESSES}`, {
    body: { ...draft, spec: { ...draft.spec, tls: [tls] } },
  });
  return answer.body;
}

test.each([
  [{ hosts: ['sticky.info', '*.sticky.info'], secretName: 'certificate' }],
  [{ secretName: 'certificate' }],
  [{ hosts: ['sticky.info'] }],
])('an Ingress may have the TLS section %j', async (tls) => {
  expect(await create(tls)).toMatchObject({ spec: { tls: [tls] } });
});

test.each([
  [
    { hosts: ['Sticky.info'] },
    /^Ingress\.networking\.k8s\.io "web" is invalid: spec\.tls\[0\]\.hosts\[0\]: Invalid value/,
  ],
  [{ hosts: ['*sticky.info'] }, /spec\.tls\[0\]\.hosts\[0\]: Invalid value: "\*sticky\.info"/],
  [{ secretName: 'not_a_name' }, /spec\.tls\[0\]\.secretName: Invalid value: "not_a_name"/],
])('but not %j', async (tls, message) => {
  expect((await create(tls)).message).toMatch(message);
});
