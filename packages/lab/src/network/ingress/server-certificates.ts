import type { Stored } from '../../store/resource-types.ts';
import type { TlsCertificate } from '../proxy/tls-certificate.ts';
import type { CertificateSecrets } from './certificate-secrets.ts';
import type { ReadIngress } from './ingress-readings.ts';
import { buildServers } from './servers.ts';

type Ingress = Stored<'ingresses'>;

/** Something about its certificates that the owner of an Ingress should know. */
export interface Complaint {
  readonly ingress: Ingress;
  readonly message: string;
}

export interface ServerCertificates {
  /** The names that have TLS, in lower case, wildcards as they are written. Undefined: the default certificate. */
  readonly servers: ReadonlyMap<string, TlsCertificate | undefined>;
  readonly complaints: readonly Complaint[];
}

/**
 * Which server shows which certificate, by ingress-nginx's rules (`createServers`): of each rule's host, the first
 * Ingress with a TLS section decides; it is the Secret of the entry that names the host, else of one whose certificate is
 * good for the host; a certificate that is not leaves the default one. The catch-all server always has the default one. A
 * further name of a server has TLS if the server's certificate is good for it.
 */
export function serverCertificates(readings: readonly ReadIngress[], secrets: CertificateSecrets): ServerCertificates {
  const servers = new Map<string, TlsCertificate | undefined>();
  const complaints: Complaint[] = [];
  for (const { ingress, isCanary } of readings) {
    const { rules = [], tls = [] } = ingress.spec ?? {};
    if (isCanary || tls.length === 0) continue;
    for (const { host = '' } of rules) {
      const server = host.toLowerCase();
      if (server === '' || servers.has(server)) continue;
      const { certificate, messages } = certificateOf(server, ingress, secrets);
      servers.set(server, certificate);
      complaints.push(...messages.map((message) => ({ ingress, message })));
    }
  }
  for (const { hostname, aliases, redirectsFromWww } of buildServers(readings)) {
    const certificate = servers.get(hostname);
    if (certificate === undefined) continue;
    for (const name of redirectsFromWww ? [...aliases, otherThanWww(hostname)] : aliases) {
      if (!servers.has(name) && isFor(certificate, name, 'always')) servers.set(name, certificate);
    }
  }
  return { servers, complaints };
}

/** What `from-to-www-redirect` redirects to the host. */
function otherThanWww(hostname: string): string {
  return hostname.startsWith('www.') ? hostname.slice('www.'.length) : `www.${hostname}`;
}

/** @param commonName whether it counts, too: never, without subject alternative names (`default`), or always */
function isFor({ leaf }: TlsCertificate, name: string, commonName: 'never' | 'default' | 'always'): boolean {
  return leaf.checkHost(name, { subject: commonName, partialWildcards: false }) !== undefined;
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
  if (!isFor(certificate, server, 'default')) {
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
          return certificate !== undefined && isFor(certificate, server, 'never');
        })?.secretName
      : naming.secretName;
  return name === '' ? undefined : name;
}
