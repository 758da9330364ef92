import { hostname } from 'node:os';
import type { ParsedTarget } from '../target.ts';

/** What an answer may say without being asked who it is from. */
export interface Carried {
  /** The request said it, so the answer may only repeat it. */
  repeats(value: string): boolean;
  /** Whatever runs on this machine may call itself so. */
  isThisMachine(value: string): boolean;
}

/** What the requests to a target carry. */
export function carriedTo({ url, connectTo, serverName, fields = [], forwardedFor = [] }: ParsedTarget): Carried {
  const said = new Set(
    [
      url.host,
      url.hostname,
      url.href,
      url.pathname,
      serverName ?? '',
      ...url.searchParams.values(),
      ...(connectTo ? [connectTo.host, `${connectTo.host}:${connectTo.port}`] : []),
      ...fields.map(([, value]) => value),
      ...forwardedFor,
    ].map(plain),
  );
  const here = new Set(['localhost', 'localhost.localdomain', plain(hostname())]);
  return {
    repeats: (value) => said.has(plain(value)) || plain(value).startsWith(`${plain(url.hostname)}:`),
    isThisMachine: (value) => here.has(plain(value)),
  };
}

function plain(text: string): string {
  return text.trim().toLowerCase();
}
