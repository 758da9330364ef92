import type { Stored } from '../../store/resource-types.ts';
import type { StoreView } from '../../store/store.ts';
import type { ServiceEndpoint } from '../endpoints.ts';
import { EndpointIndex } from '../endpoints.ts';
import { type Attachment, attach, gatewayOf } from './attachment.ts';
import { type CompiledRoute, compileRoute } from './compiled-route.ts';
import { isOurs } from './gateway-class.ts';
import { inspectListeners, isUsable, type ListenerFindings } from './listeners.ts';
import { type AttachedRoute, buildListenerTable, type ListenerTable } from './route-table.ts';
import { type Complaint, sessionClashes } from './session-clashes.ts';
import type { SessionTokens } from './session-tokens.ts';

/** All that follows from the objects alone: what is to be opened, and what is to be said. */
export interface Plan {
  readonly gateways: readonly GatewayPlan[];
  readonly routes: readonly RoutePlan[];
  /** Routes that name a gateway that is not there, or that get into each other's way. */
  readonly complaints: readonly Complaint[];
  /** Of all backends. */
  readonly endpoints: readonly ServiceEndpoint[];
}

export interface GatewayPlan {
  readonly gateway: Stored<'gateways'>;
  readonly listeners: readonly ListenerFindings[];
  /** By the port in the spec. */
  readonly ports: ReadonlyMap<number, PortPlan>;
  /** Accepted routes, by the listener's name. */
  readonly attached: ReadonlyMap<string, number>;
}

/** A port, and the listeners that share it: of one protocol, told apart by their hostnames. */
export interface PortPlan {
  readonly isSecure: boolean;
  readonly listeners: readonly ListenerTable[];
}

export interface RoutePlan {
  readonly route: Stored<'httproutes'>;
  readonly compiled: CompiledRoute;
  /** Of its parents, those that are gateways of the lab. */
  readonly attachments: readonly Attachment[];
}

export function planGateways(store: StoreView, tokens: SessionTokens): Plan {
  const ours = store
    .list('gateways')
    .filter((gateway) => isOurs(store, gateway))
    .map((gateway) => ({
      gateway,
      listeners: inspectListeners(store, gateway),
      attached: new Map<string, AttachedRoute[]>(),
    }));
  const complaints: Complaint[] = [];
  const stray = (route: Stored<'httproutes'>, message: string) =>
    complaints.push({ route, reason: 'NoMatchingParent', message });
  const sources = { store, endpoints: new EndpointIndex(store) };
  const routes = store.list('httproutes').map((route): RoutePlan => {
    const compiled = compileRoute(sources, route, tokens);
    const attachments: Attachment[] = [];
    for (const parentRef of route.spec.parentRefs ?? []) {
      const key = gatewayOf(parentRef, route);
      const parent = ours.find(
        ({ gateway: { metadata } }) => metadata.name === key?.name && metadata.namespace === key.namespace,
      );
      if (parent === undefined) {
        if (key === undefined) stray(route, `the lab has no parents of kind ${parentRef.kind}`);
        else if (store.get('gateways', key) === undefined) {
          stray(route, `there is no gateway ${key.namespace}/${key.name}`);
        }
        continue;
      }
      const attachment = attach(store, parent.gateway, parent.listeners, route, parentRef);
      attachments.push(attachment);
      if (compiled.rules.length === 0) continue;
      for (const [listener, hostnames] of attachment.hostnames) {
        const before = parent.attached.get(listener) ?? [];
        parent.attached.set(listener, [...before, { route, hostnames, rules: compiled.rules }]);
      }
    }
    return { route, compiled, attachments };
  });
  return {
    gateways: ours.map(({ gateway, listeners, attached }) => ({
      gateway,
      listeners,
      ports: portsOf(listeners, attached),
      attached: new Map([...attached].map(([name, all]) => [name, new Set(all.map(({ route }) => route)).size])),
    })),
    routes: routes.filter(({ attachments, route }) => attachments.length > 0 || route.status !== undefined),
    complaints: [...complaints, ...ours.flatMap(({ attached }) => [...attached.values()].flatMap(sessionClashes))],
    endpoints: routes
      .flatMap(({ compiled }) => compiled.rules)
      .flatMap(({ backends }) => backends.flatMap(({ endpoints }) => endpoints)),
  };
}

function portsOf(
  listeners: readonly ListenerFindings[],
  attached: ReadonlyMap<string, readonly AttachedRoute[]>,
): ReadonlyMap<number, PortPlan> {
  const ports = new Map<number, PortPlan>();
  for (const { listener, certificates } of listeners.filter(isUsable)) {
    const { port, protocol, hostname, name } = listener;
    const table = buildListenerTable(hostname, attached.get(name) ?? [], certificates);
    const before = ports.get(port)?.listeners ?? [];
    ports.set(port, { isSecure: protocol === 'HTTPS', listeners: [...before, table] });
  }
  return ports;
}
