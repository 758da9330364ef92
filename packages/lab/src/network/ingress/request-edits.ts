import { randomFillSync } from 'node:crypto';
import type { Field, FieldEdits, RequestHead } from '../proxy/route.ts';
import type { LocationSettings } from './annotations/settings.ts';
import { fillIn } from './rewrite.ts';
import { escapeUri } from './uri.ts';

/** What the ingress says itself, or leaves out: what a client says there is no evidence. */
const REMOVED: ReadonlySet<string> = new Set([
  'host',
  'x-request-id',
  'x-real-ip',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
  'x-forwarded-scheme',
  'x-scheme',
  'x-original-forwarded-for',
  'x-original-forwarded-host',
  // Many programs would take it for the variable HTTP_PROXY (CVE-2016-5385).
  'proxy',
]);
const REMOVED_WITH_PREFIX: ReadonlySet<string> = new Set([...REMOVED, 'x-forwarded-prefix']);

/** The fields that a pod gets besides the client's, with the defaults of ingress-nginx (nginx.tmpl, `proxy_set_header`). */
export function requestEdits(
  request: RequestHead,
  { rewrite, proxy }: LocationSettings,
  groups: readonly string[] | undefined,
): FieldEdits {
  const { client, scheme } = request;
  const host = hostField(request);
  const add: Field[] = [
    ['Host', proxy.upstreamVhost ?? host],
    ['X-Request-ID', request.field('x-request-id') || newRequestId()],
    ['X-Real-IP', client.address],
    ['X-Forwarded-For', client.address],
    ['X-Forwarded-Host', host],
    // Behind its HTTPS port ingress-nginx says 443, whatever the port is; in a cluster it is 443.
    ['X-Forwarded-Port', scheme === 'https' ? '443' : String(request.localPort)],
    ['X-Forwarded-Proto', scheme],
    ['X-Forwarded-Scheme', scheme],
    ['X-Scheme', scheme],
  ];
  const originalFor = request.field('x-forwarded-for');
  if (originalFor) add.push(['X-Original-Forwarded-For', originalFor]);
  const originalHost = request.field('x-forwarded-host');
  if (originalHost) add.push(['X-Original-Forwarded-Host', originalHost]);
  // It is a part of the rewrite, and not said without one.
  if (rewrite.forwardedPrefix === undefined || groups === undefined) return { remove: REMOVED, add };
  const prefix = withoutControls(fillIn(rewrite.forwardedPrefix, groups));
  if (prefix !== '') add.push(['X-Forwarded-Prefix', prefix]);
  return { remove: REMOVED_WITH_PREFIX, add };
}

/**
 * The groups are of the decoded path. nginx passes on what a client has put there by `%0d%0a`, further fields and a second
 * request among it; here it stays as it was sent.
 */
function withoutControls(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are the ones.
  return text.replace(/[\x00-\x1f\x7f]/g, escapeUri);
}

/** `$best_http_host`: a request without a host has the name of the default server. */
export function hostField(request: RequestHead): string {
  return request.field('host') ?? (request.authority || '_');
}

/** 32 digits, as `$request_id`. */
const newRequestId = requestIds();

/** Random bytes are drawn for many ids at once: a draw costs more than all else that is done for a field. */
function requestIds(): () => string {
  const bytes = Buffer.alloc(256 * 16);
  let at = bytes.length;
  return () => {
    if (at === bytes.length) {
      randomFillSync(bytes);
      at = 0;
    }
    at += 16;
    return bytes.toString('hex', at - 16, at);
  };
}
