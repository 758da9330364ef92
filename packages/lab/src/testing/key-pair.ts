import { generate } from 'selfsigned';
import type { KeyPair } from '../network/proxy/tls-certificate.ts';

/** A certificate for these hosts that is its own authority. */
export async function createKeyPair(hosts: readonly string[], commonName = hosts[0] ?? 'nobody'): Promise<KeyPair> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: commonName }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      ...(hosts.length === 0
        ? []
        : [{ name: 'subjectAltName' as const, altNames: hosts.map((value) => ({ type: 2 as const, value })) }]),
    ],
  });
  return { cert, key };
}
