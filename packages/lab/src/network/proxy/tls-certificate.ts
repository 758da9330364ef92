import { constants, createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';

/** PEM. */
export interface KeyPair {
  /** The server's certificate, and after it those that lead to its authority. */
  readonly cert: string;
  readonly key: string;
}

/** A certificate that a listener can show. It holds no PEM, so whatever prints it gives no key away. */
export interface TlsCertificate {
  readonly context: SecureContext;
  /** The server's own, of the chain. */
  readonly leaf: X509Certificate;
}

/**
 * What ingress-nginx v1.15.1 configures (`ssl-protocols`, `ssl-ciphers`). Its DHE suites are left out: without a
 * `ssl-dh-param`, which is not set by default, nginx does not offer them either.
 */
export const TLS_SETTINGS = {
  minVersion: 'TLSv1.2',
  honorCipherOrder: true,
  // A session that is taken up again would show its client the certificate of before (`ssl-session-tickets: false`).
  secureOptions: constants.SSL_OP_NO_TICKET,
  ciphers: [
    'ECDHE-ECDSA-AES128-GCM-SHA256',
    'ECDHE-RSA-AES128-GCM-SHA256',
    'ECDHE-ECDSA-AES256-GCM-SHA384',
    'ECDHE-RSA-AES256-GCM-SHA384',
    'ECDHE-ECDSA-CHACHA20-POLY1305',
    'ECDHE-RSA-CHACHA20-POLY1305',
  ].join(':'),
} as const;

/**
 * Makes a certificate of what somebody gave, which may be anything. A problem is told in the words of ingress-nginx's
 * `CreateSSLCert`, never with a part of what was given.
 */
export function parseTlsCertificate({ cert, key }: KeyPair): TlsCertificate | { readonly problem: string } {
  const firstBlock = /-----BEGIN ([A-Z0-9 ]+)-----/.exec(`${cert}\n${key}`)?.[1];
  if (firstBlock === undefined) return { problem: 'no valid PEM formatted block found' };
  if (firstBlock !== 'CERTIFICATE') {
    return {
      problem: "no certificate PEM data found, make sure certificate content starts with 'BEGIN CERTIFICATE'",
    };
  }
  const leaf = orUndefined(() => new X509Certificate(cert));
  if (leaf === undefined) return { problem: 'x509: malformed certificate' };
  const privateKey = orUndefined(() => createPrivateKey(key));
  if (privateKey === undefined) return mismatch('tls: failed to parse private key');
  if (!matches(leaf, privateKey)) return mismatch('tls: private key does not match public key');
  const context = orUndefined(() => createSecureContext({ cert, key, ...TLS_SETTINGS }));
  return context === undefined ? { problem: 'x509: the chain or its key cannot be used for TLS' } : { context, leaf };
}

function mismatch(why: string): { readonly problem: string } {
  return { problem: `certificate and private key does not have a matching public key: ${why}` };
}

function matches(leaf: X509Certificate, key: KeyObject): boolean {
  return orUndefined(() => leaf.checkPrivateKey(key)) === true;
}

/** OpenSSL throws for whatever it cannot read; which of its hundred reasons it was, helps nobody here. */
function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
