import { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { ProbeError } from '../errors.ts';

/** A certificate with which a client shows who it is, and its private key, both in PEM. */
export interface ClientCertificate {
  /** The certificate, and those between it and its authority. */
  readonly cert: string;
  readonly key: string;
  /** Of an encrypted key. */
  readonly passphrase?: string;
}

/** @throws ProbeError `invalid-ca` */
export function parseAuthority(pem: string): string {
  try {
    new X509Certificate(pem);
    return pem;
  } catch (cause) {
    throw new ProbeError('invalid-ca', 'The authority to trust is no certificate in PEM: give its own certificate.', {
      cause,
    });
  }
}

/** @throws ProbeError `invalid-certificate`, without a word of the key */
export function parseClientCertificate({ cert, key, passphrase }: ClientCertificate): ClientCertificate {
  const certificate = { cert, key, ...(passphrase === undefined ? {} : { passphrase }) };
  try {
    createSecureContext(certificate);
    return certificate;
  } catch (error) {
    throw new ProbeError('invalid-certificate', `The client certificate cannot be used: ${whatIsWrong(error)}.`);
  }
}

function whatIsWrong(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ERR_OSSL_X509_KEY_VALUES_MISMATCH') return 'the key is that of another certificate';
  if (code === 'ERR_OSSL_BAD_DECRYPT') return 'the passphrase does not open the key';
  return 'give the certificate and its private key, both in PEM, and the passphrase if the key has one';
}
