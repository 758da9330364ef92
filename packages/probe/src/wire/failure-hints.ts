/** What to do about a failure on the way, by its code. */
export function failureHint(failure: string, url: URL): string {
  const hint = Object.hasOwn(hints, failure) ? hints[failure] : undefined;
  if (hint !== undefined) return hint(url);
  return /CERT|SELF_SIGNED|ISSUER|ALTNAME|TLS|SSL|CRL/.test(failure)
    ? 'Its TLS cannot be spoken or trusted here: does it speak TLS at all, and is its certificate in order?'
    : 'Is the address right and reachable from here?';
}

const unknownAuthority = () =>
  'The authority of its certificate is not trusted here: name it with the target, or in NODE_EXTRA_CA_CERTS.';
const brokenOff = () => 'It ends the connection before its answer is whole: look at the log of what answers there.';

const hints: Readonly<Record<string, (url: URL) => string>> = {
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
