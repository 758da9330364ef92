import { errors } from 'undici';

/** Something went wrong on the way; `code` is what a sample tells. */
export class WireFailure extends Error {
  override readonly name = 'WireFailure';
  readonly code: string;

  constructor(code: string, options: { cause?: unknown } = {}) {
    super(code, options);
    this.code = code;
  }
}

const plainer: Readonly<Record<string, string>> = {
  UND_ERR_HEADERS_OVERFLOW: 'headers-too-large',
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'closed-early',
  UND_ERR_DESTROYED: 'closed',
  UND_ERR_CLOSED: 'closed',
  // OpenSSL calls it by either name.
  ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL: 'no-http2',
  ERR_SSL_TLS_ALERT_NO_APPLICATION_PROTOCOL: 'no-http2',
  ERR_HTTP2_GOAWAY_SESSION: 'goaway',
  ERR_HTTP2_SESSION_ERROR: 'goaway',
  ERR_HTTP2_STREAM_ERROR: 'stream-reset',
  // The session has ended under it.
  ERR_HTTP2_STREAM_CANCEL: 'closed-early',
  ERR_HTTP2_INVALID_SESSION: 'closed-early',
};

/** The system's own code (`ECONNREFUSED`), or ours where a library's says less to people. */
export function failureCode(error: unknown): string {
  // Several addresses tried in vain come as one AggregateError; the first tells enough.
  const first = error instanceof AggregateError ? error.errors[0] : error;
  const code = first instanceof Error && 'code' in first ? first.code : undefined;
  if (first instanceof errors.HTTPParserError) return notHttp.test(first.message) ? 'not-http' : 'bad-http';
  if (first instanceof errors.SocketError) return first.message.startsWith('bad ') ? 'bad-http' : 'closed-early';
  if (typeof code !== 'string') return 'failed';
  return plainer[code] ?? (code.startsWith('ERR_HTTP2_') ? 'bad-http' : code);
}

/** How the parser says that not even the first line is one of HTTP; it has no code for it. */
const notHttp = /Expected HTTP\/|Invalid HTTP version/;
