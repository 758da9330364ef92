import { once } from 'node:events';
import { connect as openSocket } from 'node:net';
import { connect, type PeerCertificate } from 'node:tls';
import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createDefaultObjects } from '../../controllers/default-objects.ts';
import { EventRecorder } from '../../controllers/event-recorder.ts';
import { Store } from '../../store/store.ts';
import { createKeyPair } from '../../testing/key-pair.ts';
import { ingress } from '../../testing/manifests.ts';
import { listen } from '../listen.ts';
import type { KeyPair } from '../proxy/tls-certificate.ts';
import { createTlsListener } from '../proxy/tls-listener.ts';
import { watchCertificates } from './certificates.ts';
import { createFakeCertificate } from './fake-certificate.ts';

const FAKE = 'Kubernetes Ingress Controller Fake Certificate';

let store: Store;
let port: number;
let sticky: KeyPair;
let wildcard: KeyPair;

beforeAll(async () => {
  sticky = await createKeyPair(['sticky.info']);
  wildcard = await createKeyPair(['*.sticky.info']);
});

/** A listener that shows what `watchCertificates` says, and closes what is secure. */
beforeEach(async () => {
  store = new Store();
  createDefaultObjects(store, { address: '127.0.0.1', version: 'v1.35.0' });
  const certificates = watchCertificates(store, new EventRecorder(store, 'nginx-ingress-controller'));
  const listener = createTlsListener({
    defaultCertificate: await createFakeCertificate(),
    certificateFor: certificates.certificateFor,
    serve: (socket) => void socket.on('error', () => socket.destroy()).end(),
  });
  port = await listen(listener.server, '127.0.0.1', 0);
  onTestFinished(async () => {
    certificates.close();
    listener.server.close();
    listener.endConnections();
    await once(listener.server, 'close');
  });
});

/** What the listener shows to a client that asks for a name; without one, to a client that asks for none. */
async function shown(servername?: string): Promise<PeerCertificate> {
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ...(servername && { servername }) });
  await once(socket, 'secureConnect');
  const certificate = socket.getPeerCertificate();
  socket.destroy();
  return certificate;
}

async function commonName(servername?: string): Promise<unknown> {
  return (await shown(servername)).subject.CN;
}

function encoded(data: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(data).map(([name, text]) => [name, Buffer.from(text).toString('base64')]));
}

function keepSecret(name: string, data: Readonly<Record<string, string>>): void {
  const draft = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: 'default' },
    type: 'kubernetes.io/tls',
    data: encoded(data),
  };
  if (store.get('secrets', draft.metadata) === undefined) store.create('secrets', draft);
  else store.update('secrets', draft);
}

function keepTls(name: string, { cert, key }: KeyPair): void {
  keepSecret(name, { 'tls.crt': cert, 'tls.key': key });
}

function route(
  name: string,
  hosts: readonly string[],
  tls: readonly { hosts?: string[]; secretName?: string }[],
  annotations: Readonly<Record<string, string>> = {},
): void {
  const backend = { service: { name: 'web', port: { number: 80 } } };
  const http = { paths: [{ path: '/', pathType: 'Prefix', backend }] };
  const rules = hosts.map((host) => (host === '' ? { http } : { host, http }));
  const prefixed = Object.entries(annotations).map(([key, value]) => [`nginx.ingress.kubernetes.io/${key}`, value]);
  store.create('ingresses', ingress(name, { rules, tls: [...tls] }, Object.fromEntries(prefixed)));
}

function events(): string[] {
  return store.list('events').map(({ message }) => message ?? '');
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a host with TLS', () => {
  test('shows the certificate of its Secret to clients that ask for it, and to no others', async () => {
    keepTls('cert', sticky);
    route('web', ['sticky.info'], [{ hosts: ['sticky.info'], secretName: 'cert' }]);
    await settled();

    expect(await commonName('sticky.info')).toBe('sticky.info');
    expect(await commonName('STICKY.info.')).toBe('sticky.info');
    expect(await commonName('other.info')).toBe(FAKE);
    expect(await commonName()).toBe(FAKE);
    expect(events()).toEqual([]);
  });

  test('may be a wildcard, which covers one label', async () => {
    keepTls('cert', wildcard);
    keepTls('exact', sticky);
    route(
      'web',
      ['*.sticky.info', 'sticky.info'],
      [
        { hosts: ['*.sticky.info'], secretName: 'cert' },
        { hosts: ['sticky.info'], secretName: 'exact' },
      ],
    );
    await settled();

    expect(await commonName('a.sticky.info')).toBe('*.sticky.info');
    expect(await commonName('sticky.info')).toBe('sticky.info');
    expect(await commonName('a.b.sticky.info')).toBe(FAKE);
  });

  test('that no entry names takes the Secret whose certificate is good for it', async () => {
    keepTls('one', wildcard);
    keepTls('two', sticky);
    route('web', ['sticky.info', 'b.sticky.info', 'other.info'], [{ secretName: 'one' }, { secretName: 'two' }]);
    await settled();

    expect(await commonName('sticky.info')).toBe('sticky.info');
    expect(await commonName('b.sticky.info')).toBe('*.sticky.info');
    expect(await commonName('other.info')).toBe(FAKE);
  });

  test('without a Secret shows the default certificate', async () => {
    route('web', ['sticky.info'], [{ hosts: ['sticky.info'] }]);
    await settled();

    expect(await commonName('sticky.info')).toBe(FAKE);
    expect(events()).toEqual([]);
  });

  test('of two Ingresses is the older one’s', async () => {
    keepTls('cert', sticky);
    keepTls('foreign', wildcard);
    route('b', ['sticky.info'], [{ hosts: ['sticky.info'], secretName: 'cert' }]);
    route('a', ['sticky.info'], [{ hosts: ['sticky.info'], secretName: 'foreign' }]);
    await settled();

    expect(await commonName('sticky.info')).toBe('sticky.info');
  });

  test('has TLS under its other names, too, as far as its certificate is good for them', async () => {
    keepTls('cert', await createKeyPair(['sticky.info', 'www.sticky.info', 'alias.info']));
    const annotations = { 'server-alias': 'alias.info,foreign.info', 'from-to-www-redirect': 'true' };
    route('web', ['sticky.info'], [{ hosts: ['sticky.info'], secretName: 'cert' }], annotations);
    await settled();

    expect(await commonName('alias.info')).toBe('sticky.info');
    expect(await commonName('www.sticky.info')).toBe('sticky.info');
    expect(await commonName('foreign.info')).toBe(FAKE);
  });

  test('is not given a certificate by a canary', async () => {
    keepTls('cert', sticky);
    const canary = { canary: 'true', 'canary-weight': '10' };
    route('web', ['sticky.info'], [{ hosts: ['sticky.info'], secretName: 'cert' }], canary);
    await settled();

    expect(await commonName('sticky.info')).toBe(FAKE);
  });

  test('may have a certificate that names it in its common name alone', async () => {
    keepTls('old', await createKeyPair([], 'sticky.info'));
    route('web', ['sticky.info'], [{ hosts: ['sticky.info'], secretName: 'old' }]);
    await settled();

    expect(await commonName('sticky.info')).toBe('sticky.info');
  });
});

test('the default certificate is told from others as ingress-nginx’s is', async () => {
  const { subject, subjectaltname, valid_from, valid_to } = await shown();

  expect(subject).toMatchObject({ O: 'Acme Co', CN: FAKE });
  expect(subjectaltname).toBe('DNS:ingress.local');
  expect((Date.parse(valid_to) - Date.parse(valid_from)) / 86_400_000).toBeCloseTo(365, 0);
});

describe('a Secret', () => {
  test('that changes is shown from the next connection on', async () => {
    keepTls('cert', sticky);
    route('web', ['sticky.info'], [{ hosts: ['sticky.info'], secretName: 'cert' }]);
    await settled();
    const before = await shown('sticky.info');

    const next = await createKeyPair(['sticky.info']);
    keepTls('cert', next);
    await settled();
    const after = await shown('sticky.info');

    expect(after.fingerprint256).not.toBe(before.fingerprint256);
    expect(after.subject.CN).toBe('sticky.info');
  });

  test('that comes after its Ingress is shown, too', async () => {
    route('web', ['sticky.info'], [{ hosts: ['sticky.info'], secretName: 'cert' }]);
    await settled();
    expect(await commonName('sticky.info')).toBe(FAKE);
    expect(events()).toEqual([
      'Error getting SSL certificate "default/cert": local SSL certificate default/cert was not found. Using default certificate',
    ]);

    keepTls('cert', sticky);
    await settled();

    expect(await commonName('sticky.info')).toBe('sticky.info');
    expect(events()).toHaveLength(1);
  });

  test('that goes leaves the default certificate', async () => {
    keepTls('cert', sticky);
    route('web', ['sticky.info'], [{ hosts: ['sticky.info'], secretName: 'cert' }]);
    await settled();

    store.remove('secrets', { namespace: 'default', name: 'cert' });
    await settled();

    expect(await commonName('sticky.info')).toBe(FAKE);
  });

  test('that becomes unusable leaves the certificate that there was', async () => {
    keepTls('cert', sticky);
    route('web', ['sticky.info'], [{ hosts: ['sticky.info'], secretName: 'cert' }]);
    await settled();

    keepSecret('cert', { 'tls.crt': 'oh', 'tls.key': 'no' });
    await settled();

    expect(await commonName('sticky.info')).toBe('sticky.info');
    expect(events()).toEqual([
      'Error obtaining X.509 certificate: unexpected error creating SSL Cert: no valid PEM formatted block found. Using the certificate from before',
    ]);
  });

  test('for another host leaves the default certificate', async () => {
    keepTls('cert', wildcard);
    route('web', ['sticky.info'], [{ hosts: ['sticky.info'], secretName: 'cert' }]);
    await settled();

    expect(await commonName('sticky.info')).toBe(FAKE);
    expect(events()).toEqual([
      'SSL certificate "default/cert" does not contain a Common Name or Subject Alternative Name for server "sticky.info". Using default certificate',
    ]);
  });
});

describe('a Secret with something else in it gives the default certificate, and an event that shows none of it', () => {
  const block = (type: string, body: string) => `-----BEGIN ${type}-----\n${body}\n-----END ${type}-----\n`;
  const secretWords = Buffer.from('the secret part of it').toString('base64');
  const cases: readonly [string, () => Record<string, string>, string][] = [
    ['no PEM', () => ({ 'tls.crt': 'a', 'tls.key': secretWords }), 'no valid PEM formatted block found'],
    [
      'a key only',
      () => ({ 'tls.crt': '', 'tls.key': sticky.key }),
      "no certificate PEM data found, make sure certificate content starts with 'BEGIN CERTIFICATE'",
    ],
    [
      'an empty certificate',
      () => ({ 'tls.crt': block('CERTIFICATE', secretWords), 'tls.key': sticky.key }),
      'x509: malformed certificate',
    ],
    [
      'a broken key',
      () => ({ 'tls.crt': sticky.cert, 'tls.key': block('PRIVATE KEY', secretWords) }),
      'tls: failed to parse private key',
    ],
    [
      'an encrypted key',
      () => ({ 'tls.crt': sticky.cert, 'tls.key': block('ENCRYPTED PRIVATE KEY', secretWords) }),
      'tls: failed to parse private key',
    ],
    [
      'the key of another',
      () => ({ 'tls.crt': sticky.cert, 'tls.key': wildcard.key }),
      'tls: private key does not match public key',
    ],
    [
      'a broken chain',
      () => ({ 'tls.crt': `${sticky.cert}\n${block('CERTIFICATE', secretWords)}`, 'tls.key': sticky.key }),
      'x509: the chain or its key cannot be used for TLS',
    ],
    ['no key', () => ({ 'tls.crt': sticky.cert }), 'secret "default/cert" contains no keypair or CA certificate'],
  ];

  test.each(cases)('%s', async (_what, data, problem) => {
    keepSecret('cert', data());
    route('web', ['sticky.info'], [{ hosts: ['sticky.info'], secretName: 'cert' }]);
    await settled();

    expect(await commonName('sticky.info')).toBe(FAKE);
    const [message, ...more] = events();
    expect(more).toEqual([]);
    expect(message).toContain(problem);
    expect(message).not.toMatch(/PRIVATE KEY|the secret part/);
    expect(message).not.toContain(secretWords);
  });
});

describe('a client', () => {
  test.each([
    [['h2', 'http/1.1'], 'h2'],
    [['http/1.1'], 'http/1.1'],
    [[], false],
  ])('that offers %j gets %j', async (ALPNProtocols, expected) => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ALPNProtocols });
    await once(socket, 'secureConnect');
    onTestFinished(() => void socket.destroy());

    expect(socket.alpnProtocol).toBe(expected);
  });

  test.each([
    ['speaks TLS 1.1', { maxVersion: 'TLSv1.1', minVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }],
    ['speaks no protocol that is known', { ALPNProtocols: ['spdy/3'] }],
  ] as const)('that %s is refused', async (_what, options) => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ...options });

    await expect(once(socket, 'secureConnect')).rejects.toThrow(/alert/);
  });

  test('that sends anything but TLS ends its own connection alone', async () => {
    const socket = openSocket(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(Buffer.from([0x16, 3, 1, 0xff, 0xff, ...Array(200).fill(0xff)]));
    await once(socket.resume(), 'close');

    expect(await commonName()).toBe(FAKE);
  });
});
