import type { Stored } from '../../store/resource-types.ts';
import type { RequestHead } from '../proxy/route.ts';
import { bySpecificity, covers } from './hostnames.ts';
import type { ListenerCertificate } from './listener-certificates.ts';
import { byPrecedence, isMatch, type Match } from './matching.ts';
import type { RequestPath } from './request-path.ts';
import type { Rule } from './rule.ts';

/** A listener with the routes that are attached to it. */
export interface ListenerTable {
  readonly hostname: string | undefined;
  /** For HTTPS. */
  readonly certificates: readonly ListenerCertificate[];
  /** The one that goes before another first. */
  readonly entries: readonly TableEntry[];
}

export interface TableEntry {
  readonly hostname: string | undefined;
  readonly match: Match;
  readonly rule: Rule;
}

/** An HTTPRoute that is attached to a listener. */
export interface AttachedRoute {
  readonly route: Stored<'httproutes'>;
  /** Those that it has in common with the listener. */
  readonly hostnames: readonly (string | undefined)[];
  readonly rules: readonly Rule[];
}

/** All matches in the order of the Gateway API: by hostname, by match, then the older route, its name, and its own order. */
export function buildListenerTable(
  hostname: string | undefined,
  attached: readonly AttachedRoute[],
  certificates: readonly ListenerCertificate[] = [],
): ListenerTable {
  const inOrder = attached.toSorted((one, other) => byAge(one.route, other.route));
  const entries = inOrder.flatMap(({ hostnames, rules }) =>
    hostnames.flatMap((own) => rules.flatMap((rule) => rule.matches.map((match) => ({ hostname: own, match, rule })))),
  );
  // Sorting is stable: what is equal stays in the order of routes and of their rules.
  entries.sort((one, other) => bySpecificity(one.hostname, other.hostname) || byPrecedence(one.match, other.match));
  return { hostname, certificates, entries };
}

/** The first entry that a request matches. */
export function findEntry({ entries }: ListenerTable, head: RequestHead, asked: RequestPath): TableEntry | undefined {
  return entries.find(({ hostname, match }) => covers(hostname, head.host) && isMatch(match, head, asked));
}

function byAge({ metadata: one }: Stored<'httproutes'>, { metadata: other }: Stored<'httproutes'>): number {
  const age = Date.parse(one.creationTimestamp) - Date.parse(other.creationTimestamp);
  return age || compare(`${one.namespace}/${one.name}`, `${other.namespace}/${other.name}`);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
