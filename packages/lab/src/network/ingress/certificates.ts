import { itself, watchTriggers } from '../../controllers/controller.ts';
import type { EventRecorder } from '../../controllers/event-recorder.ts';
import { WorkQueue } from '../../controllers/work-queue.ts';
import type { StoreView } from '../../store/store.ts';
import type { TlsCertificate } from '../proxy/tls-certificate.ts';
import { CertificateSecrets } from './certificate-secrets.ts';
import { IngressReadings } from './ingress-readings.ts';
import { type Complaint, type ServerCertificates, serverCertificates } from './server-certificates.ts';

/** The certificates of the ingress, as the Ingresses and Secrets are now. */
export interface Certificates {
  /** The one for the name that a client asks for in TLS; undefined: the default one. */
  certificateFor(serverName: string): TlsCertificate | undefined;
  /** Whether the host has TLS, be it with the default certificate: what `ssl-redirect` goes by. */
  isConfigured(host: string): boolean;
  close(): void;
}

/** Follows Ingresses and their Secrets, and tells at an Ingress what is wrong with its certificates. */
export function watchCertificates(store: StoreView, recorder: EventRecorder): Certificates {
  const secrets = new CertificateSecrets(store);
  const readings = new IngressReadings();
  let now: ServerCertificates = { servers: new Map(), complaints: [] };
  let told: ReadonlySet<string> = new Set();
  const rebuild = () => {
    now = serverCertificates(readings.inForce(store), secrets);
    for (const complaint of now.complaints) {
      if (!told.has(idOf(complaint))) recorder.record(complaint.ingress, 'Warning', 'Certificate', complaint.message);
    }
    told = new Set(now.complaints.map(idOf));
    return undefined;
  };
  const queue = new WorkQueue({
    work: rebuild,
    // The certificates from before stay in force.
    onError: (_key, error) => recorder.recordOnNode('Warning', 'CertificateError', String(error)),
  });
  const triggers = { ingresses: itself, ingressclasses: itself, secrets: itself };
  const unwatch = watchTriggers(store, triggers, () => queue.add({ name: 'certificates' }));
  return {
    certificateFor: (serverName) => now.servers.get(serverOf(now, serverName) ?? ''),
    isConfigured: (host) => serverOf(now, host) !== undefined,
    close() {
      unwatch();
      queue.close();
    },
  };
}

/** The exact server, else the one with a wildcard for the first label (`get_pem_cert_uid` of ingress-nginx). */
function serverOf({ servers }: ServerCertificates, name: string): string | undefined {
  const host = name.replace(/\.$/, '').toLowerCase();
  return [host, host.replace(/^[^.]+\./, '*.')].find((candidate) => servers.has(candidate));
}

function idOf({ ingress, message }: Complaint): string {
  return `${ingress.metadata.uid} ${message}`;
}
