import type { FieldEdits, Forwarding, Reply, RequestHead, Route, Router } from '../proxy/route.ts';
import type { TlsCertificate } from '../proxy/tls-certificate.ts';
import { chooseBackend } from './choose-backend.ts';
import { composed } from './header-edits.ts';
import { bySpecificity, covers } from './hostnames.ts';
import { certificateFor } from './listener-certificates.ts';
import { type RequestPath, requestPath } from './request-path.ts';
import type { RealPorts } from './request-redirect.ts';
import { findEntry, type ListenerTable, type TableEntry } from './route-table.ts';
import type { Filters } from './rule.ts';

export interface GatewayRouterOptions {
  readonly realPort: RealPorts;
  /** Milliseconds since 1970; sessions end by it. */
  readonly now?: () => number;
}

/** The routes of one port of one gateway, which can change while connections are open. */
export class GatewayRouter implements Router {
  readonly #realPort: RealPorts;
  readonly #now: () => number;
  #listeners: readonly ListenerTable[] = [];

  constructor({ realPort, now = Date.now }: GatewayRouterOptions) {
    this.#realPort = realPort;
    this.#now = now;
  }

  /** The listeners of the port: told apart by their hostnames. */
  update(listeners: readonly ListenerTable[]): void {
    this.#listeners = listeners.toSorted((one, other) => bySpecificity(one.hostname, other.hostname));
  }

  route(head: RequestHead): Route {
    const listener = this.#listenerFor(head.host);
    if (listener === undefined) return reply('', 404);
    // The client speaks to one listener in a connection that it made to another: RFC 9110 section 15.5.20.
    if (head.serverName !== undefined && this.#listenerFor(head.serverName.toLowerCase()) !== listener)
      return reply('', 421);
    const asked = requestPath(head.target);
    const entry = findEntry(listener, head, asked);
    return entry === undefined ? reply('', 404) : this.#follow(entry, head, asked);
  }

  /** What is shown to a client that asks for a server by name, in TLS. */
  certificateFor(serverName: string): TlsCertificate | undefined {
    const listener = this.#listenerFor(serverName.toLowerCase());
    return listener && certificateFor(listener.certificates, serverName);
  }

  #listenerFor(host: string): ListenerTable | undefined {
    return this.#listeners.find(({ hostname }) => covers(hostname, host));
  }

  #follow({ rule, match }: TableEntry, head: RequestHead, asked: RequestPath): Route {
    const own = this.#answer(rule.filters, rule.route, { match }, head, asked);
    if (own !== undefined) return own;
    const chosen = chooseBackend(rule, match, head, this.#now);
    // 500 for a rule without backends, too (HTTPRouteRule.backendRefs).
    if (chosen === undefined || chosen.backend.fault !== undefined) return reply(rule.route, 500);
    const { backend, choose } = chosen;
    const theirs = this.#answer(backend.filters, rule.route, { match }, head, asked);
    if (theirs !== undefined) return theirs;
    const stages = [rule.filters, backend.filters];
    return {
      kind: 'forward',
      name: rule.route,
      target: this.#target(stages, head, asked, match),
      requestEdits: stages.reduce(withRequestEdits, forwardedEdits(head)),
      session: rule.sessions?.brought(head),
      choose,
      responseEdits: () => responseEdits(stages, head),
      timeouts: rule.timeouts,
      retry: rule.retry,
      // Only a body that is at hand can be sent a second time.
      body: { most: Number.POSITIVE_INFINITY, isBuffered: rule.retry.nonIdempotent },
    } satisfies Forwarding;
  }

  /** What filters answer themselves, without a pod. */
  #answer(
    { cors, fault, redirect }: Filters,
    name: string,
    { match }: Pick<TableEntry, 'match'>,
    head: RequestHead,
    asked: RequestPath,
  ): Reply | undefined {
    const preflight = cors?.preflight(head);
    if (preflight !== undefined) return { ...reply(name, 204), fields: preflight };
    if (fault !== undefined) return reply(name, 500);
    if (redirect === undefined) return undefined;
    const location = redirect.location(head, asked, match.path, this.#realPort);
    return { ...reply(name, redirect.status), fields: [['Location', location]] };
  }

  #target(stages: readonly Filters[], head: RequestHead, asked: RequestPath, match: TableEntry['match']): string {
    if (!head.target.startsWith('/')) return head.target;
    // The backend's word is the last one; a prefix can be replaced once.
    const modify = stages.findLast(({ rewrite }) => rewrite.modifyPath !== undefined)?.rewrite.modifyPath;
    return (modify?.(asked.path, match.path) ?? asked.path) + asked.query;
  }
}

function reply(name: string, status: number): Reply {
  return { kind: 'reply', name, status, fields: [] };
}

function withRequestEdits(before: FieldEdits, { request, rewrite }: Filters): FieldEdits {
  return composed(composed(before, request), rewrite.hostEdits);
}

function responseEdits(stages: readonly Filters[], head: RequestHead): FieldEdits | undefined {
  return stages
    .flatMap(({ response, cors }) => (cors === undefined ? [response] : [response, cors.edits(head)]))
    .filter(({ remove, add }) => remove.size + add.length > 0)
    .reduce<FieldEdits | undefined>((all, edits) => (all === undefined ? edits : composed(all, edits)), undefined);
}

const FORWARDED: ReadonlySet<string> = new Set([
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
]);

/** What a pod is told of the client, as NGINX Gateway Fabric does. */
function forwardedEdits(head: RequestHead): FieldEdits {
  const before = head.field('x-forwarded-for');
  return {
    remove: FORWARDED,
    add: [
      ['X-Forwarded-For', before === undefined ? head.client.address : `${before}, ${head.client.address}`],
      ['X-Forwarded-Host', head.authority],
      ['X-Forwarded-Port', String(head.localPort)],
      ['X-Forwarded-Proto', head.scheme],
    ],
  };
}
