import { generate } from 'selfsigned';

export interface Certificate {
  /** PEM. It is its own authority: clients trust it, and nothing else, by having it in their kubeconfig. */
  readonly cert: string;
  readonly key: string;
}

/** Longer than anybody runs a lab, shorter than anybody should trust a key that was made in passing. */
const DAYS = 30;

/** A fresh certificate for a server at `address`, known under `localhost` and `kubernetes` too. */
export async function createCertificate(address: string): Promise<Certificate> {
  const now = new Date();
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'sticky-lab' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(now.getTime() - 3_600_000),
    notAfterDate: new Date(now.getTime() + DAYS * 86_400_000),
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 7, ip: address },
          ...['localhost', 'kubernetes', 'kubernetes.default'].map((value) => ({ type: 2 as const, value })),
        ],
      },
    ],
  });
  return { cert, key };
}
