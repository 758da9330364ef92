import { DEFAULT_IMAGE } from '@sticky/manifests';
import { probe, type Target } from '@sticky/probe';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createNamespace, startTestLab, type TestCluster, type TestNamespace } from './clusters.fixture.ts';
import { type AppView, carryOut, deploy, expose, reach, waitUntilReady } from './index.ts';

const TIMEOUT = 60_000;
const name = 'chat';
const host = 'sticky.info';
let lab: TestCluster;

beforeAll(async () => {
  lab = await startTestLab();
}, TIMEOUT);
afterAll(() => lab?.close(), TIMEOUT);

/** An App with a sticky route, to which a user has given a certificate of their own. */
async function secureApp(space: TestNamespace, certificate: { cert: string; key: string }): Promise<AppView> {
  const { cluster } = space;
  await carryOut(
    cluster,
    await deploy(cluster, { name, image: DEFAULT_IMAGE, replicas: 2, port: 8080, healthPath: '/' }),
  );
  await carryOut(cluster, await expose(cluster, { name, serviceType: 'ClusterIP' }));
  await space.create({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'certificate' },
    type: 'kubernetes.io/tls',
    stringData: { 'tls.crt': certificate.cert, 'tls.key': certificate.key },
  });
  const backend = { service: { name, port: { number: 8080 } } };
  const annotations = {
    'nginx.ingress.kubernetes.io/affinity': 'cookie',
    'nginx.ingress.kubernetes.io/session-cookie-name': 'key',
  };
  await space.create({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name, annotations },
    spec: {
      ingressClassName: 'nginx',
      tls: [{ hosts: [host], secretName: 'certificate' }],
      rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }],
    },
  });
  return waitUntilReady(cluster, name);
}

test('a route with TLS is reached by its name, and its cookie is kept to TLS', { timeout: TIMEOUT }, async () => {
  const { cert, private: key } = await generate([{ name: 'commonName', value: host }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: host }] }],
  });
  await using space = await createNamespace(lab);
  const app = await secureApp(space, { cert, key });

  const target: Target = { ...reach(app, 'route'), ca: cert };
  const report = await probe(target, { readyBackends: app.replicas.ready });

  expect(target.url).toBe('https://sticky.info/');
  expect(report.verdict.kind).toBe('sticky-by-cookie');
  expect(report.cookies).toEqual([expect.objectContaining({ name: 'key', secure: true, httpOnly: true })]);
});

test('a certificate that nobody vouches for is no answer', { timeout: TIMEOUT }, async () => {
  const { cert, private: key } = await generate([{ name: 'commonName', value: host }]);
  await using space = await createNamespace(lab);
  const app = await secureApp(space, { cert, key });

  await expect(probe(reach(app, 'route'))).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.stringContaining('certificate is its own authority'),
  });
});
