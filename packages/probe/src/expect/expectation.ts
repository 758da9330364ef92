import type { HygieneFindingId } from '../hygiene/hygiene.ts';
import type { ProbeOptions } from '../probe.ts';
import type { VerdictWord } from './verdict-word.ts';

/** What a route is expected to be. What is absent is not looked at. */
export interface Expectation {
  /** Any of these. */
  readonly verdict?: readonly VerdictWord[];
  /** Name of the cookie that holds a session. */
  readonly cookie?: string;
  /** Name of the header that holds a client, in lower case. */
  readonly header?: string;
  /** N, where the odds against chance must be N to 1 or more. What is certain needs none. */
  readonly oddsAtLeast?: number;
  /** So many backends must have answered. */
  readonly backendsAtLeast?: number;
  /** Seconds that the cookie must last from the answer that set it. */
  readonly lifetimeAtLeast?: number;
  /** Whether a visit can last longer than the cookie: answers renew it, or it ends with the browser. */
  readonly sliding?: boolean;
  readonly secure?: boolean;
  readonly httpOnly?: boolean;
  /** Any of these. */
  readonly sameSite?: readonly SameSite[];
  /** The busiest backend may have at most so many times the new clients of the least busy one. */
  readonly unevennessAtMost?: number;
  /** The share of the requests, 0 to 1, that may fail; those that ask to be refused do not count. */
  readonly failuresAtMost?: number;
  /** Ids of the warnings that the report may have; any other is one too many. */
  readonly allowedWarnings?: readonly HygieneFindingId[];
  /** What has to name the backend, as `identity.by` of a report says it: `/uuid`, `header:x-served-by`. */
  readonly identity?: string;
}

/** The attribute of a cookie. */
export type SameSite = 'Strict' | 'Lax' | 'None';

/** One route of `sticky.expect.yaml`: which one, how to ask it, and what it must be. */
export interface ExpectedRoute {
  /** What to call it in reports: its `name`, else its app or address. No two routes of a file are called the same. */
  readonly name: string;
  /** Which route it is: of an app of the cluster, or any address. */
  readonly of:
    | {
        readonly app: string;
        readonly via?: 'route' | 'service';
        /** URL of the one of its routes that is meant, where it has several. */
        readonly route?: string;
      }
    | {
        readonly url: string;
        readonly connectTo?: { readonly host: string; readonly port: number };
        /** Asked for instead of the URL's host. */
        readonly host?: string;
        /** Asked for in TLS instead of the host. */
        readonly serverName?: string;
      };
  /** Path of a PEM file with an authority to trust, as it stands in the file. */
  readonly ca?: string;
  /** How to probe it: what the file says, and what it takes to judge the expectation. */
  readonly options: Pick<
    ProbeOptions,
    'identity' | 'odds' | 'maxRequests' | 'timeout' | 'rate' | 'readyBackends' | 'experiments' | 'sources' | 'headers'
  >;
  readonly expect: Expectation;
}
