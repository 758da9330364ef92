import type { Listener, SecretObjectReference } from '../../resources/gateways.ts';
import type { Stored } from '../../store/resource-types.ts';
import type { StoreView } from '../../store/store.ts';
import { type KeyPair, parseTlsCertificate, type TlsCertificate } from '../proxy/tls-certificate.ts';
import type { Finding } from './conditions.ts';
import { mayRefer } from './reference-grants.ts';

/** A certificate of a listener, with the key pair that it was made of. */
export interface ListenerCertificate {
  readonly certificate: TlsCertificate;
  readonly pair: KeyPair;
}

/** The certificates of a listener, in the order of its references, or why there are none. */
export function listenerCertificates(
  store: StoreView,
  gateway: Stored<'gateways'>,
  { tls }: Listener,
): readonly ListenerCertificate[] | Finding {
  const found: ListenerCertificate[] = [];
  for (const reference of tls?.certificateRefs ?? []) {
    const one = read(store, gateway.metadata.namespace ?? 'default', reference);
    // One that is wrong makes the listener's references unresolved: nothing is left out in silence.
    if ('reason' in one) return one;
    found.push(one);
  }
  return found;
}

/** Of a listener's certificates the one for a server's name, else the first. */
export function certificateFor(
  certificates: readonly ListenerCertificate[],
  serverName: string,
): TlsCertificate | undefined {
  const all = certificates.map(({ certificate }) => certificate);
  return all.find(({ leaf }) => leaf.checkHost(serverName) !== undefined) ?? all[0];
}

function read(
  store: StoreView,
  from: string,
  { group = '', kind = 'Secret', namespace = from, name }: SecretObjectReference,
): ListenerCertificate | Finding {
  const id = `${namespace}/${name}`;
  if (group !== '' || kind !== 'Secret') return invalidRef(`certificateRef ${name} is no Secret`);
  if (!mayRefer(store, { kind: 'Gateway', namespace: from }, { kind: 'Secret', namespace, name })) {
    const message = `Secret ${id} is in another namespace, and no ReferenceGrant there permits it`;
    return { status: 'False', reason: 'RefNotPermitted', message };
  }
  const secret = store.get('secrets', { namespace, name });
  if (secret === undefined) return invalidRef(`Secret ${id} not found`);
  if (secret.type !== 'kubernetes.io/tls') return invalidRef(`Secret ${id} is not of type kubernetes.io/tls`);
  const parsed = parsedSecret(secret);
  return 'problem' in parsed ? invalidRef(`Secret ${id}: ${parsed.problem}`) : parsed;
}

function invalidRef(message: string): Finding {
  return { status: 'False', reason: 'InvalidCertificateRef', message };
}

type Parsed = ListenerCertificate | { readonly problem: string };

/** Objects of the store are never changed, so each is parsed once. */
const parsedSecrets = new WeakMap<Stored<'secrets'>, Parsed>();

function parsedSecret(secret: Stored<'secrets'>): Parsed {
  const known = parsedSecrets.get(secret);
  if (known !== undefined) return known;
  const pair = { cert: textOf(secret, 'tls.crt'), key: textOf(secret, 'tls.key') };
  const certificate = parseTlsCertificate(pair);
  const parsed = 'problem' in certificate ? certificate : { certificate, pair };
  parsedSecrets.set(secret, parsed);
  return parsed;
}

function textOf({ data = {} }: Stored<'secrets'>, key: string): string {
  return Buffer.from(data[key] ?? '', 'base64').toString('latin1');
}
