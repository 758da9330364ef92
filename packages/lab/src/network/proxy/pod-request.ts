import { endToEnd } from './hop-by-hop.ts';
import type { ParsedRequestHead } from './request-head.ts';
import type { Forwarding } from './route.ts';

export interface PodRequestHead {
  readonly head: ParsedRequestHead;
  readonly forwarding: Forwarding;
  /** The protocol to switch to. */
  readonly upgrade: string | undefined;
  readonly framing: { readonly kind: 'none' | 'length' | 'chunked'; readonly length: number };
}

/**
 * The head of a request as a pod gets it: the client's fields as they came, less those of its connection, and with the
 * edits of the route. It is HTTP/1.1 on a connection that stays, so nothing is said of the connection, as in nginx.
 */
export function podRequestHead({ head, forwarding, upgrade, framing }: PodRequestHead): string {
  const { remove, add } = forwarding.requestEdits;
  let lines = `${head.method} ${forwarding.target} HTTP/1.1\r\n`;
  let hasHost = false;
  const write = (name: string, value: string) => {
    lines += `${name}: ${value}\r\n`;
    hasHost ||= name.length === 4 && name.toLowerCase() === 'host';
  };
  for (const [name, value] of endToEnd(head.parsed, remove)) write(name, value);
  for (const [name, value] of add) write(name, value);
  // HTTP/1.1 wants one, also where the client's HTTP/1.0 had none.
  if (!hasHost) lines += `Host: ${head.authority}\r\n`;
  if (upgrade !== undefined) lines += `Connection: upgrade\r\nUpgrade: ${upgrade}\r\n`;
  if (framing.kind === 'length') lines += `Content-Length: ${framing.length}\r\n`;
  else if (framing.kind === 'chunked') lines += 'Transfer-Encoding: chunked\r\n';
  else if (head.field('content-length') !== undefined) lines += 'Content-Length: 0\r\n';
  return `${lines}\r\n`;
}
