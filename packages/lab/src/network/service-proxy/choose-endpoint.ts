import { randomInt } from 'node:crypto';
import type { ServiceEndpoint, ServiceEndpoints } from '../endpoints.ts';
import type { Reason } from '../proxy/route.ts';
import type { ClientAffinity } from './client-affinity.ts';

/** A client of a Service with `sessionAffinity: ClientIP`. */
export interface AffineClient {
  readonly address: string;
  readonly affinity: ClientAffinity;
  readonly timeoutSeconds: number;
}

export interface EndpointChoice {
  readonly endpoint: ServiceEndpoint;
  readonly reason: Extract<Reason, 'random' | 'only one' | 'client address'>;
}

/** Those that a new connection may meet: the ready ones; where none is, those on their way out that still answer. */
export function eligible({ ready, draining }: ServiceEndpoints): readonly ServiceEndpoint[] {
  return ready.length > 0 ? ready : draining;
}

/** Where a new connection goes: to the client's endpoint, or to each with the same odds. Undefined when there is none. */
export function chooseEndpoint(
  endpoints: ServiceEndpoints,
  client: AffineClient | undefined,
): EndpointChoice | undefined {
  const choice = eligible(endpoints);
  const known = client?.affinity.find(client.address, choice, client.timeoutSeconds);
  const endpoint = known ?? (choice.length === 0 ? undefined : choice[randomInt(choice.length)]);
  if (endpoint === undefined) return undefined;
  client?.affinity.remember(client.address, endpoint, client.timeoutSeconds);
  const reason = known !== undefined ? 'client address' : choice.length === 1 ? 'only one' : 'random';
  return { endpoint, reason };
}
