import { generate } from 'selfsigned';
import type { KeyPair } from '../proxy/tls-certificate.ts';

const YEAR_MS = 365 * 86_400_000;

/**
 * What servers show that have no certificate of their own: it names nobody's host, so that no client takes it for one.
 * As ingress-nginx's, but for its key, which there is RSA: an elliptic one is made in no time when the lab starts.
 */
export async function createFakeCertificate(): Promise<KeyPair> {
  const now = new Date();
  const subject = [
    { name: 'organizationName', value: 'Acme Co' },
    { name: 'commonName', value: 'Kubernetes Ingress Controller Fake Certificate' },
  ];
  const { cert, private: key } = await generate(subject, {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: now,
    notAfterDate: new Date(now.getTime() + YEAR_MS),
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: 'ingress.local' }] },
    ],
  });
  return { cert, key };
}
