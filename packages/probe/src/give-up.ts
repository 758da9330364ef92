import { ProbeError } from './errors.ts';
import type { Observation } from './planned.ts';
import { type ParsedTarget, shownTarget, shownUrl } from './target.ts';

/** So many failures before the first answer, and nothing is to be learnt from more of them. */
const failuresAtFirst = 4;
/** Later a route may fail now and then, as long as it answers more often than once in three. */
const failuresLater = 20;

/**
 * Ends a probe that gets no answers it could judge.
 *
 * @throws ProbeError `unreachable`, `no-identity` or `bad-status`, after what failed most
 */
export function giveUpOn(target: ParsedTarget, missing: string, seen: readonly Observation[]): void {
  const failed = seen.filter(({ sample }) => sample.failure !== undefined);
  const answers = seen.length - failed.length;
  const hopeless =
    answers === 0 ? failed.length >= failuresAtFirst : failed.length >= failuresLater && failed.length > 2 * answers;
  if (hopeless) throw failureOf(target, missing, failed);
}

/** The error that tells best why these requests failed. */
export function failureOf(target: ParsedTarget, missing: string, failed: readonly Observation[]): ProbeError {
  const { url } = target;
  const counts = new Map<string, number>();
  for (const { sample } of failed) counts.set(kindOf(sample), (counts.get(kindOf(sample)) ?? 0) + 1);
  const [kind] = [...counts].toSorted(([, one], [, other]) => other - one)[0] ?? [];
  const worst = failed.find(({ sample }) => kindOf(sample) === kind);
  const where = shownTarget(target);
  const { failure, status } = worst?.sample ?? {};
  switch (failure) {
    case 'redirect':
      return new ProbeError(
        'bad-status',
        `${where} redirects (${status})${shownLocation(url, worst?.location)}. Redirects are not followed: probe that address.`,
      );
    case 'bad-status':
      return new ProbeError('bad-status', `${where} answers ${status}. ${statusHint(status ?? 0, url)}`);
    case 'no-identity':
      return new ProbeError(
        'no-identity',
        `${where} answers, but no answer names who gave it: ${missing}. Name another identity, or leave it to be found (auto).`,
      );
    case 'body-too-large':
      return new ProbeError(
        'no-identity',
        `${where} answers with more than 1 MiB. Probe a path that answers with a short JSON body.`,
      );
    default:
      return networkFailure(target, failure);
  }
}

/** The error for a target from which no answer comes. */
export function networkFailure(target: ParsedTarget, failure = 'nothing was asked'): ProbeError {
  const hint = networkHint(failure, target.url);
  return new ProbeError('unreachable', `${shownTarget(target)} gives no answer: ${failure}. ${hint}`);
}

function kindOf({ failure, status }: { failure?: string; status?: number }): string {
  return `${failure} ${status}`;
}

function statusHint(status: number, url: URL): string {
  if (status === 404)
    return `No route for host ${url.host} and this path: compare them with the Ingress's host and path.`;
  if (status === 401 || status === 403) return 'It wants a login: give credentials, or probe a path that needs none.';
  if (status === 407) return "The proxy wants a login: put a user name and a password into the proxy's address.";
  if (status === 429) return 'It limits how much one client may ask: probe at a lower rate.';
  if (status === 502 || status === 503 || status === 504)
    return 'The router has no ready pod behind it: look at the pods and at the endpoints of the Service.';
  return 'Probe a path that answers 200.';
}

function networkHint(failure: string | undefined, url: URL): string {
  const hint = failure && Object.hasOwn(networkHints, failure) ? networkHints[failure] : undefined;
  if (hint !== undefined) return hint(url);
  return failure && /CERT|SELF_SIGNED|ISSUER|ALTNAME|TLS|SSL|CRL/.test(failure)
    ? 'Its TLS cannot be spoken or trusted here: does it speak TLS at all, and is its certificate in order?'
    : 'Is the address right and reachable from here?';
}

const unknownAuthority = () =>
  'The authority of its certificate is not trusted here: name it with the target, or in NODE_EXTRA_CA_CERTS.';
const brokenOff = () => 'It ends the connection before its answer is whole: look at the log of what answers there.';

const networkHints: Readonly<Record<string, (url: URL) => string>> = {
  ECONNREFUSED: () => 'Nothing listens there: is it started, and is the port right?',
  ENOTFOUND: notResolved,
  EAI_AGAIN: notResolved,
  ECONNRESET: brokenOff,
  EPIPE: brokenOff,
  'closed-early': brokenOff,
  timeout: () =>
    'It did not answer in time: is the address reachable from here, does a firewall drop it, or does it never end?',
  EADDRNOTAVAIL: () => 'The address to come from is none of this machine: choose another.',
  'not-http': () => 'What answers there does not speak HTTP/1.1: is the port right?',
  'bad-http': () => 'What answers there breaks the rules of HTTP: look at what stands in front of the app.',
  'headers-too-large': () => 'The head of its answer is over 16 KiB: probe a path that answers with less.',
  'answer-too-large': () => 'Its answer goes on for more than 4 MiB: probe a path that answers with less.',
  'bad-encoding': () => 'Its body is compressed though none was asked for, and cannot be undone: probe another path.',
  'no-http2': () => 'It does not speak HTTP/2 there.',
  goaway: () => 'It ends its HTTP/2 connections before they answer.',
  'stream-reset': () => 'It ends its HTTP/2 streams before they answer.',
  'no-websocket': () => 'It takes no WebSocket there.',
  'bad-websocket': () => 'It takes a WebSocket, and ends it or breaks its rules before a first message.',
  'proxy-unreachable': () => 'The proxy cannot be reached: is its address right?',
  'proxy-login': () => "The proxy wants a login: put a user name and a password into the proxy's address.",
  'proxy-refused': () => 'The proxy leads nowhere near it: may it go there, or should NO_PROXY name the host?',
  CERT_HAS_EXPIRED: () => 'Its certificate has ended: renew it.',
  CERT_NOT_YET_VALID: () => 'Its certificate is not valid yet: are both clocks right?',
  CERT_REVOKED: () => 'Its certificate was revoked: it needs another.',
  DEPTH_ZERO_SELF_SIGNED_CERT: () => 'Its certificate is its own authority: name that certificate as one to trust.',
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: () =>
    'Its certificate comes without those between it and its authority, or that is not trusted here: let the server send them, or name the authority.',
  ERR_TLS_CERT_ALTNAME_INVALID: (url) =>
    `Its certificate is for another name than ${url.hostname}: give the name to ask for.`,
};

function notResolved(url: URL): string {
  return `The name ${url.hostname} does not resolve: give the address to connect to, or add the name to the hosts file.`;
}

/** Where a redirect leads, less its query, which may be secret. */
function shownLocation(url: URL, location: string | undefined): string {
  const to = location === undefined ? null : URL.parse(location, url.href);
  return to === null ? '' : ` to ${shownUrl(to).slice(0, 200)}`;
}
