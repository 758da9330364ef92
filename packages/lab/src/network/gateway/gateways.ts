import { randomBytes } from 'node:crypto';
import type { AccessLog } from '../../access-log/access-log.ts';
import { itself, watchTriggers } from '../../controllers/controller.ts';
import type { EventRecorder, EventType } from '../../controllers/event-recorder.ts';
import { WorkQueue } from '../../controllers/work-queue.ts';
import type { TryFaults } from '../../faults/try-fault.ts';
import type { Stored } from '../../store/resource-types.ts';
import type { Store, StoreView } from '../../store/store.ts';
import type { AddressBook } from '../address-book.ts';
import type { Addressing } from '../addressing.ts';
import { GatewayAddresses } from './gateway-addresses.ts';
import { writeClassStatus } from './gateway-class.ts';
import { movedPorts, PORTS_ANNOTATION, writeGatewayStatus } from './gateway-status.ts';
import { OpenGateway } from './open-gateway.ts';
import { planGateways } from './plan.ts';
import { writeRouteStatus } from './route-status.ts';
import type { Complaint } from './session-clashes.ts';
import { SessionTokens } from './session-tokens.ts';

export interface GatewaysOptions {
  readonly store: Store;
  /** What the gateways are made of: as late as its watch may be. Default: the store as it is. */
  readonly cache?: StoreView;
  readonly recorder: EventRecorder;
  readonly addressing: Addressing;
  readonly book: AddressBook;
  readonly log: AccessLog;
  readonly faults?: TryFaults;
  /** Milliseconds since 1970; sessions end by it. */
  readonly now?: () => number;
}

export interface Gateways {
  close(): Promise<void>;
}

/** Serves all Gateways of the lab's classes, each on its address, and tells what becomes of them and of their HTTPRoutes. */
export function runGateways(options: GatewaysOptions): Gateways {
  const { store, cache = store, recorder, addressing, book } = options;
  // Of this process alone: with the lab, its sessions end.
  const tokens = new SessionTokens(randomBytes(32));
  const addresses = new GatewayAddresses(addressing);
  const open = new Map<string, OpenGateway>();
  const closing = new Set<Promise<void>>();
  const tell = (error: unknown) => recorder.recordOnNode('Warning', 'GatewayError', String(error));

  function reconcile(): undefined {
    writeClassStatus(store);
    const plan = planGateways(cache, tokens);
    for (const [uid, gateway] of open) {
      const isKept = plan.gateways.some(({ gateway: { metadata } }) => metadata.uid === uid);
      if (!isKept) close(uid, gateway);
    }
    const news = plan.complaints.map(newsOfComplaint);
    for (const { gateway, listeners, ports, attached } of plan.gateways) {
      const address = addresses.assign(gateway);
      const opened = follow(gateway.metadata.uid, 'address' in address ? address.address : undefined);
      opened?.update(ports);
      opened?.keepOnly(plan.endpoints.flatMap(({ ip, port }) => book.resolve(ip, port) ?? []));
      const stateOf = (port: number) => opened?.stateOf(port) ?? ({ type: 'opening' } as const);
      const written = writeGatewayStatus(store, gateway, { address, listeners, attached, stateOf });
      if (written !== undefined) news.push(...newsOfPorts(written, movedPorts(listeners, stateOf)));
    }
    for (const { route, compiled, attachments } of plan.routes) writeRouteStatus(store, route, compiled, attachments);
    tellNews(news);
    return undefined;
  }

  /** The gateway's sockets, at the address that it has now, if any. */
  function follow(uid: string, address: string | undefined): OpenGateway | undefined {
    const before = open.get(uid);
    if (before?.address === address) return before;
    if (before !== undefined) close(uid, before, false);
    if (address === undefined) return undefined;
    const opened = new OpenGateway(address, { ...options, failed: tell }, () => queue.add(EVERYTHING));
    open.set(uid, opened);
    return opened;
  }

  function close(uid: string, gateway: OpenGateway, isGone = true): void {
    open.delete(uid);
    if (isGone) addresses.release(uid);
    const closed = gateway.close().finally(() => closing.delete(closed));
    closing.add(closed);
  }

  let told: ReadonlySet<string> = new Set();
  /** Tells what no condition has a place for, once for as long as it holds. */
  function tellNews(news: readonly News[]): void {
    const byId = new Map(news.map((one) => [`${one.object.metadata.uid} ${one.message}`, one]));
    for (const [id, { object, type, reason, message }] of byId) {
      if (!told.has(id)) recorder.record(object, type, reason, message);
    }
    told = new Set(byId.keys());
  }

  const queue = new WorkQueue({
    work: reconcile,
    // The routes from before stay in force.
    onError: (_key, error) => tell(error),
  });
  const triggers = {
    gatewayclasses: itself,
    gateways: itself,
    httproutes: itself,
    referencegrants: itself,
    namespaces: itself,
    secrets: itself,
    services: itself,
    endpointslices: itself,
  };
  const unwatch = watchTriggers(cache, triggers, () => queue.add(EVERYTHING));
  return {
    async close() {
      unwatch();
      queue.close();
      for (const [uid, gateway] of open) close(uid, gateway);
      await Promise.all(closing);
    },
  };
}

interface News {
  readonly object: Stored<'gateways'> | Stored<'httproutes'>;
  readonly type: EventType;
  readonly reason: string;
  readonly message: string;
}

function newsOfComplaint({ route, reason, message }: Complaint): News {
  return { object: route, type: 'Warning', reason, message };
}

function newsOfPorts(gateway: Stored<'gateways'>, moved: ReadonlyMap<number, number>): News[] {
  if (moved.size === 0) return [];
  const ports = [...moved].map(([port, real]) => `port ${port} is at ${real}`).join(', ');
  return [
    { object: gateway, type: 'Normal', reason: 'PortMoved', message: `${ports} (annotation ${PORTS_ANNOTATION})` },
  ];
}

/** Routes reach across gateways, namespaces and services: all is looked at together. */
const EVERYTHING = { name: 'gateways' };
