import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import type { ParsedTarget } from '../target.ts';

/**
 * What all TLS connections to a target share: made once, since reading all trusted authorities takes longer than a
 * whole handshake. No TLS session is resumed: a resumed one can lead a balancer back to the same backend.
 */
export function secureContextOf({
  ca,
  clientCertificate,
}: Pick<ParsedTarget, 'ca' | 'clientCertificate'>): SecureContext {
  return createSecureContext({
    ...(ca === undefined ? {} : { ca: [...getCACertificates('default'), ca] }),
    ...clientCertificate,
  });
}
