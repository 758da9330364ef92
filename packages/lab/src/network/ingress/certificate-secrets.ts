import type { Stored } from '../../store/resource-types.ts';
import type { StoreView } from '../../store/store.ts';
import { parseTlsCertificate, type TlsCertificate } from '../proxy/tls-certificate.ts';

/** What a Secret gives: a certificate, or why there is none, or both, where one from before is still in force. */
export interface CertificateSecret {
  readonly certificate?: TlsCertificate;
  /** In the words of ingress-nginx's log, without anything of the Secret's content. */
  readonly problem?: string;
}

interface Known extends CertificateSecret {
  readonly uid: string;
  readonly version: string;
}

/**
 * The certificates of Secrets as ingress-nginx keeps them: whatever the Secret's type, it is its `tls.crt` and `tls.key`
 * that count, and a change that makes them unusable leaves the certificate in force that there was.
 */
export class CertificateSecrets {
  readonly #store: StoreView;
  readonly #known = new Map<string, Known>();

  constructor(store: StoreView) {
    this.#store = store;
  }

  read(namespace: string, name: string): CertificateSecret {
    const id = `${namespace}/${name}`;
    const secret = this.#store.get('secrets', { namespace, name });
    if (secret === undefined) {
      this.#known.delete(id);
      return { problem: `Error getting SSL certificate "${id}": local SSL certificate ${id} was not found` };
    }
    const { uid, resourceVersion: version } = secret.metadata;
    const before = this.#known.get(id);
    if (before?.uid === uid && before.version === version) return before;
    const parsed = parse(id, secret);
    const inForce = before?.uid === uid && before.certificate ? { certificate: before.certificate } : {};
    const now = { uid, version, ...('problem' in parsed ? inForce : {}), ...parsed };
    this.#known.set(id, now);
    return now;
  }
}

function parse(id: string, { data = {} }: Stored<'secrets'>): CertificateSecret {
  const [cert, key] = [data['tls.crt'], data['tls.key']];
  if (cert === undefined || key === undefined) {
    return { problem: `Error obtaining X.509 certificate: secret "${id}" contains no keypair or CA certificate` };
  }
  const parsed = parseTlsCertificate({ cert: textOf(cert), key: textOf(key) });
  if (!('problem' in parsed)) return { certificate: parsed };
  return { problem: `Error obtaining X.509 certificate: unexpected error creating SSL Cert: ${parsed.problem}` };
}

function textOf(base64: string): string {
  return Buffer.from(base64, 'base64').toString('latin1');
}
