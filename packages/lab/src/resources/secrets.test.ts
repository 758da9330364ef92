import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createKubectl, hasKubectl } from '../api/testing/kubectl.ts';
import { type ServedApi, serveApi } from '../api/testing/serve-api.ts';
import { createKeyPair } from '../testing/key-pair.ts';
import { temporaryFolder } from '../testing/lab.ts';

const SECRETS = '/api/v1/namespaces/default/secrets';

let api: ServedApi;
beforeEach(async () => {
  api = await serveApi();
});
afterEach(() => api.close());

function secret(type: string, data: Record<string, string>, more: object = {}) {
  const encoded = Object.entries(data).map(([key, text]) => [key, Buffer.from(text).toString('base64')]);
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'web' },
    type,
    data: Object.fromEntries(encoded),
    ...more,
  };
}

describe('a Secret for TLS', () => {
  test('holds a certificate and a key, whatever is in them', async () => {
    const body = secret('kubernetes.io/tls', { 'tls.crt': '', 'tls.key': 'not PEM' });

    expect((await api.call(`POST ${SECRETS}`, { body })).status).toBe(201);
  });

  test('takes them as text, too', async () => {
    const body = secret('kubernetes.io/tls', {}, { stringData: { 'tls.crt': 'a', 'tls.key': 'b' } });

    expect((await api.call(`POST ${SECRETS}`, { body })).body).toMatchObject({
      data: { 'tls.crt': 'YQ==', 'tls.key': 'Yg==' },
    });
  });

  test('is refused without one of them', async () => {
    const { body } = await api.call(`POST ${SECRETS}`, { body: secret('kubernetes.io/tls', { 'tls.crt': 'a' }) });

    expect(body).toMatchObject({
      code: 422,
      message: 'Secret "web" is invalid: data[tls.key]: Required value',
    });
  });

  test('keeps its type', async () => {
    await api.call(`POST ${SECRETS}`, { body: secret('Opaque', { a: 'b' }) });

    const { body } = await api.call(`PUT ${SECRETS}/web`, {
      body: secret('kubernetes.io/tls', { 'tls.crt': 'a', 'tls.key': 'b' }),
    });

    expect(body).toMatchObject({
      code: 422,
      message: 'Secret "web" is invalid: type: Invalid value: "kubernetes.io/tls": field is immutable',
    });
  });
});

test('an immutable Secret keeps its data and stays immutable', async () => {
  await api.call(`POST ${SECRETS}`, { body: secret('Opaque', { a: 'b' }, { immutable: true }) });

  const changed = await api.call(`PUT ${SECRETS}/web`, { body: secret('Opaque', { a: 'c' }, { immutable: true }) });
  const freed = await api.call(`PUT ${SECRETS}/web`, { body: secret('Opaque', { a: 'b' }) });

  const why = 'Forbidden: field is immutable when `immutable` is set';
  expect(changed.body).toMatchObject({ message: `Secret "web" is invalid: data: ${why}` });
  expect(freed.body).toMatchObject({ message: `Secret "web" is invalid: immutable: ${why}` });
});

test.skipIf(!hasKubectl)('kubectl create secret tls makes one', { timeout: 30_000 }, async () => {
  const folder = await temporaryFolder();
  const { cert, key } = await createKeyPair(['sticky.info']);
  const [certFile, keyFile] = [join(folder, 'tls.crt'), join(folder, 'tls.key')];
  await writeFile(certFile, cert);
  await writeFile(keyFile, key);
  await using kubectl = await disposableKubectl();

  const made = await kubectl.run(['create', 'secret', 'tls', 'web', `--cert=${certFile}`, `--key=${keyFile}`]);
  const shown = await kubectl.run(['get', 'secret', 'web', '--no-headers']);

  expect(made).toMatchObject({ code: 0, stdout: 'secret/web created\n' });
  expect(shown.stdout).toMatch(/^web\s+kubernetes\.io\/tls\s+2\s/);
  expect(api.store.get('secrets', { namespace: 'default', name: 'web' })?.data).toEqual({
    'tls.crt': Buffer.from(cert).toString('base64'),
    'tls.key': Buffer.from(key).toString('base64'),
  });
});

async function disposableKubectl() {
  const kubectl = await createKubectl(api);
  return { run: kubectl.run, [Symbol.asyncDispose]: kubectl.close };
}
