import type { Stored } from '../../store/resource-types.ts';
import type { TlsCertificate } from '../proxy/tls-certificate.ts';
import type { CertificateSecrets } from './certificate-secrets.ts';

type Ingress = Stored<'ingresses'>;

/** Something about its certificates that the owner of an Ingress should know. */
export interface Complaint {
  readonly ingress: Ingress;
  readonly message: string;
}

export interface ServerCertificates {
  /** The hosts that have TLS, in lower case, wildcards as they are written. Undefined: the default certificate. */
  readonly servers: ReadonlyMap<string, TlsCertificate | undefined>;
  readonly complaints: readonly Complaint[];
}

/**
 * Which server shows which certificate, by ingress-nginx's rules (`createServers`): of each rule's host, the first
 * Ingress with a TLS section decides; it is the Secret of the entry that names the host, else of one whose certificate is
 * good for the host; a certificate that is not leaves the default one. The catch-all server always has the default one.
 */
export function serverCertificates(ingresses: readonly Ingress[], secrets: CertificateSecrets): ServerCertificates {
  const servers = new Map<string, TlsCertificate | undefined>();
  const complaints: Complaint[] = [];
  for (const ingress of ingresses) {
    const { rules = [], tls = [] } = ingress.spec ?? {};
    if (tls.length === 0) continue;
    for (const { host = '' } of rules) {
      const server = host.toLowerCase();
      if (server === '' || servers.has(server)) continue;
      const { certificate, messages } = certificateOf(server, ingress, secrets);
      servers.set(server, certificate);
      complaints.push(...messages.map((message) => ({ ingress, message })));
    }
  }
  return { servers, complaints };
}

interface Found {
  readonly certificate: TlsCertificate | undefined;
  readonly messages: readonly string[];
}

function certificateOf(server: string, ingress: Ingress, secrets: CertificateSecrets): Found {
  const namespace = ingress.metadata.namespace ?? 'default';
  const name = secretNameOf(server, ingress, secrets);
  if (name === undefined) return { certificate: undefined, messages: [] };
  const { certificate, problem } = secrets.read(namespace, name);
  if (certificate === undefined) {
    return { certificate, messages: [`${problem ?? 'no certificate'}. Using default certificate`] };
  }
  const messages = problem === undefined ? [] : [`${problem}. Using the certificate from before`];
  // Of a certificate without subject alternative names, the common name counts here.
  if (certificate.leaf.checkHost(server, { subject: 'default', partialWildcards: false }) === undefined) {
    const lacking = `SSL certificate "${namespace}/${name}" does not contain a Common Name or Subject Alternative Name for server "${server}"`;
    return { certificate: undefined, messages: [...messages, `${lacking}. Using default certificate`] };
  }
  const { validToDate } = certificate.leaf;
  if (validToDate.getTime() >= Date.now()) return { certificate, messages };
  return {
    certificate,
    messages: [...messages, `SSL certificate for server "${server}" expired (${validToDate.toISOString()})`],
  };
}

/** `extractTLSSecretName`. Undefined: the default certificate, and nothing to complain about. */
function secretNameOf(server: string, { metadata, spec }: Ingress, secrets: CertificateSecrets): string | undefined {
  const entries = spec?.tls ?? [];
  const naming = entries.find(({ hosts }) => hosts?.some((host) => host.toLowerCase() === server));
  const name =
    naming === undefined
      ? entries.find(({ secretName }) => {
          const { certificate } = secretName ? secrets.read(metadata.namespace ?? 'default', secretName) : {};
          return certificate?.leaf.checkHost(server, { subject: 'never', partialWildcards: false }) !== undefined;
        })?.secretName
      : naming.secretName;
  return name === '' ? undefined : name;
}
