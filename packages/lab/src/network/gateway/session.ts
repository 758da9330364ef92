import type { ServiceEndpoint } from '../endpoints.ts';
import type { Field, RequestHead, Session } from '../proxy/route.ts';
import type { PathMatch } from './matching.ts';
import type { SessionIntent } from './session-intent.ts';
import type { SessionTokens } from './session-tokens.ts';

/** A rule's sessions: what a request brings, and what an answer gives out. */
export interface Sessions {
  /** The session that the request brought, valid or not; for the access log. */
  brought(head: RequestHead): Session | undefined;
  /** The key of the endpoint to which the request belongs; undefined when it brings no session that counts. */
  find(head: RequestHead, now: number): string | undefined;
  /** The fields that begin a session with an endpoint. */
  begin(head: RequestHead, match: PathMatch, endpoint: ServiceEndpoint, now: number): readonly Field[];
  keyOf(endpoint: ServiceEndpoint): string;
}

/** @param rule names the rule among all: sessions are never shared between rules (GEP-1619) */
export function sessionsOf({ carrier, absoluteTimeout }: SessionIntent, rule: string, tokens: SessionTokens): Sessions {
  const values = (head: RequestHead) =>
    carrier.type === 'cookie' ? cookieValues(head.field('cookie'), carrier.name) : headerValues(head, carrier.name);
  return {
    brought(head) {
      const [value] = values(head);
      return value === undefined ? undefined : { name: carrier.name, value };
    },
    find(head, now) {
      // A browser sends cookies of one name for several paths, and anybody can add more: the first valid one counts.
      for (const value of values(head).slice(0, MOST_VALUES)) {
        const token = tokens.open(rule, value);
        if (token === undefined) continue;
        if (absoluteTimeout === undefined || now < token.begun + absoluteTimeout) return token.key;
      }
      return undefined;
    },
    begin(head, match, endpoint, now) {
      const token = tokens.seal(rule, tokens.keyOf(rule, endpoint), now);
      if (carrier.type === 'header') return [[carrier.name, token]];
      const attributes = [
        `Path=${carrier.path(match)}`,
        ...(carrier.isPermanent && absoluteTimeout !== undefined
          ? [`Max-Age=${Math.ceil(absoluteTimeout / 1000)}`]
          : []),
        // GEP-1619 asks for all three; a browser would never send a Secure cookie to a plain listener.
        ...(head.scheme === 'https' ? ['Secure'] : []),
        'HttpOnly',
        'SameSite=Strict',
      ];
      return [['Set-Cookie', [`${carrier.name}=${token}`, ...attributes].join('; ')]];
    },
    keyOf: (endpoint) => tokens.keyOf(rule, endpoint),
  };
}

/** Values of one name that are looked at: each costs a hash. */
const MOST_VALUES = 16;

function cookieValues(header: string | undefined, name: string): string[] {
  return (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1).replace(/^"(.*)"$/, '$1'));
}

function headerValues(head: RequestHead, name: string): string[] {
  return (head.field(name.toLowerCase()) ?? '').split(',').flatMap((value) => value.trim() || []);
}
