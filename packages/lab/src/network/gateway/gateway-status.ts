import type { ListenerStatus } from '../../resources/gateways.ts';
import type { Stored } from '../../store/resource-types.ts';
import type { Store } from '../../store/store.ts';
import { type Finding, withConditions } from './conditions.ts';
import type { GatewayAddress } from './gateway-addresses.ts';
import type { PortState } from './gateway-port.ts';
import { isUsable, type ListenerFindings } from './listeners.ts';

/**
 * Annotation of a Gateway whose ports are elsewhere than its spec says, in JSON: `{"80":41234}`. The status of a Gateway has
 * no place for a port.
 */
export const PORTS_ANNOTATION = 'lab.sticky/ports';

export interface GatewayState {
  readonly address: GatewayAddress;
  readonly listeners: readonly ListenerFindings[];
  /** Routes that are accepted, by the listener's name. */
  readonly attached: ReadonlyMap<string, number>;
  stateOf(port: number): PortState;
}

/** Writes what has become of a gateway. */
export function writeGatewayStatus(
  store: Store,
  seen: Stored<'gateways'>,
  state: GatewayState,
): Stored<'gateways'> | undefined {
  const gateway = store.get('gateways', seen.metadata);
  if (gateway?.metadata.uid !== seen.metadata.uid) return undefined;
  const { generation } = seen.metadata;
  const { accepted, programmed } = gatewayFindings(state);
  const conditions = withConditions(gateway.status?.conditions, generation, {
    Accepted: accepted,
    Programmed: programmed,
  });
  const listeners = state.listeners.map((findings): ListenerStatus => {
    const { listener, supportedKinds } = findings;
    const before = gateway.status?.listeners?.find(({ name }) => name === listener.name);
    return {
      name: listener.name,
      supportedKinds: [...supportedKinds],
      attachedRoutes: state.attached.get(listener.name) ?? 0,
      conditions: withConditions(before?.conditions, generation, {
        Accepted: findings.accepted,
        Programmed: listenerProgrammed(findings, state),
        ResolvedRefs: findings.resolvedRefs,
        Conflicted: findings.conflicted,
        OverlappingTLSConfig: findings.overlap,
      }),
    };
  });
  const addresses = 'address' in state.address ? [{ type: 'IPAddress', value: state.address.address }] : [];
  return store.update('gateways', {
    ...gateway,
    metadata: withPorts(gateway.metadata, state),
    status: { ...gateway.status, addresses, conditions, listeners },
  });
}

function gatewayFindings(state: GatewayState): { accepted: Finding; programmed: Finding } {
  const { address, listeners } = state;
  const bad = listeners.filter(({ accepted }) => accepted.status !== 'True').map(({ listener }) => listener.name);
  const accepted: Finding =
    'condition' in address && address.condition === 'Accepted'
      ? address.finding
      : bad.length === 0
        ? { status: 'True', reason: 'Accepted', message: 'The gateway is accepted' }
        : {
            status: bad.length < listeners.length ? 'True' : 'False',
            reason: 'ListenersNotValid',
            message: `Listeners are not accepted: ${bad.join(', ')}`,
          };
  if (accepted.status === 'False') {
    return { accepted, programmed: { status: 'False', reason: 'Invalid', message: accepted.message } };
  }
  if ('condition' in address) return { accepted, programmed: address.finding };
  const states = listeners.map((findings) => listenerProgrammed(findings, state));
  // A gateway is programmed when some of it is: which listeners are not, stands with them.
  const programmed = states.find(({ status }) => status === 'True') ?? states[0] ?? PENDING;
  const where = `The gateway listens at ${address.address}`;
  return { accepted, programmed: programmed.status === 'True' ? { ...programmed, message: where } : programmed };
}

const PENDING: Finding = { status: 'False', reason: 'Pending', message: 'The port is being opened' };

function listenerProgrammed(findings: ListenerFindings, { address, stateOf }: GatewayState): Finding {
  if (!isUsable(findings)) {
    const why = [findings.accepted, findings.resolvedRefs].find(({ status }) => status !== 'True');
    return { status: 'False', reason: 'Invalid', message: why?.message ?? 'The listener is not valid' };
  }
  if (!('address' in address)) return address.finding;
  const { port } = findings.listener;
  const state = stateOf(port);
  if (state.type === 'opening') return PENDING;
  if (state.type === 'failed') return { status: 'False', reason: 'Invalid', message: state.message };
  const elsewhere = state.port === port ? '' : `, as port ${port} cannot be had`;
  return { status: 'True', reason: 'Programmed', message: `The listener is on port ${state.port}${elsewhere}` };
}

/** The metadata with an annotation for the ports that are elsewhere. */
function withPorts(metadata: Stored<'gateways'>['metadata'], { listeners, stateOf }: GatewayState) {
  const { [PORTS_ANNOTATION]: before, ...others } = metadata.annotations ?? {};
  const moved = movedPorts(listeners, stateOf);
  if (moved.size === 0) return before === undefined ? metadata : { ...metadata, annotations: others };
  const ports = JSON.stringify(Object.fromEntries(moved));
  return { ...metadata, annotations: { ...others, [PORTS_ANNOTATION]: ports } };
}

/** The real port of each port in the spec that is elsewhere. */
export function movedPorts(
  listeners: readonly ListenerFindings[],
  stateOf: GatewayState['stateOf'],
): ReadonlyMap<number, number> {
  const moved = listeners.filter(isUsable).flatMap(({ listener }): [number, number][] => {
    const state = stateOf(listener.port);
    return state.type === 'open' && state.port !== listener.port ? [[listener.port, state.port]] : [];
  });
  return new Map(moved);
}
