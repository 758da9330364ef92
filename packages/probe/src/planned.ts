import type { Draw } from './betting.ts';
import type { Sightings } from './identity/sightings.ts';
import type { Sample } from './sample.ts';
import type { Field, Protocol } from './transport.ts';

/** Every experiment, by its name. */
export const experimentNames = [
  'fresh',
  'connection',
  'cookie',
  'ablation',
  /** Cookies that a browser would not send back are sent back all the same. */
  'unscoped',
  /** Goes on after a session has moved: does it meet its backend more often than chance would have it? */
  'partly',
  'address',
  'url',
  'header',
  'forged',
  'stale',
  'duplicate',
  'oversized',
  'expiry',
  'fairness',
  'websocket',
  'http2',
] as const;

/** The experiments of `ProbeOptions.experiments`, and of the evidence and the samples in a report. */
export type ExperimentName = (typeof experimentNames)[number];

/**
 * Which cookies a request carries. `none`: no jar at all. `jar`: what the jar holds; what the answer sets is stored. Names:
 * only these of the jar, nothing stored. `text`: this Cookie header, nothing stored. `unscoped`: all that the session was
 * ever set, though a browser would not return it here.
 */
export type PlannedCookies = 'none' | 'jar' | 'unscoped' | readonly string[] | { readonly text: string };

/** The names of the only cookies of its jar that a request carries, where it says them. */
export function onlyNames(cookies: PlannedCookies): readonly string[] | undefined {
  return typeof cookies === 'string' || 'text' in cookies ? undefined : cookies;
}

/** One request to be sent, as an experiment plans it. */
export interface PlannedRequest {
  readonly experiment: ExperimentName;
  /** Number of the client. A number not used before is a new client. */
  readonly session: number;
  /** Over the session's kept connection, or over a new one. */
  readonly connection: 'kept' | 'new';
  readonly cookies: PlannedCookies;
  /** Local address to come from. Default: the system's choice. */
  readonly source?: string;
  /** Header fields to add. */
  readonly fields?: readonly Field[];
  /** Path and query to ask for, where they are not the target's. */
  readonly path?: string;
  /** Default `http/1.1`. */
  readonly protocol?: Protocol;
  /** Milliseconds since the probe started before which it is not sent. */
  readonly notBefore?: number;
  /** The lot that chose this request, where an experiment draws lots. */
  readonly draw?: Draw;
}

/** A request that was sent, and what came of it. */
export interface Observation {
  readonly request: PlannedRequest;
  readonly sample: Sample;
  /** Names of the cookies that went along. */
  readonly sent: readonly string[];
  /** The answer's header fields but Set-Cookie, in lower case; they may hold secrets, so no report gets them. */
  readonly fields: Readonly<Record<string, string>>;
  /** The Cookie header as it went. Holds secrets: no report gets it. */
  readonly cookie: string;
  /** The answer's Set-Cookie fields as they came. They hold secrets: no report gets them. */
  readonly setCookie: readonly string[];
  readonly location?: string;
  /** What the answer says of who gave it, as long as that is being found out. */
  readonly sightings?: Sightings;
}

/** Names of the cookies that a session's jar would send now. */
export type HeldCookies = (session: number) => readonly string[];

/** The number of the next client that has not been used. */
export function nextSession(seen: readonly Observation[]): number {
  return seen.reduce((next, { sample }) => Math.max(next, sample.session + 1), 0);
}
