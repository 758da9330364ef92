import * as z from 'zod';
import type { KubernetesObject } from '../objects.ts';
import type { Path, Unread } from '../router.ts';
import type { Tls } from '../routing.ts';
import { hostnamesMeet } from './hostnames.ts';
import { partsOf } from './parts.ts';
import { specOf } from './spec.ts';

export interface Listener {
  readonly name: string;
  readonly hostname?: string;
  readonly port: number;
  readonly secretNames: readonly (string | undefined)[];
  readonly secure: boolean;
}

/** A Gateway as far as routes go by it. */
export interface Gateway {
  readonly object: KubernetesObject;
  readonly className?: string;
  readonly listeners: readonly Listener[];
  readonly unread: readonly Unread[];
}

const fields = z.looseObject({
  gatewayClassName: z.string().exactOptional(),
  listeners: z.array(z.unknown()).default([]),
});
const listener = z.looseObject({
  name: z.string(),
  hostname: z.string().exactOptional(),
  port: z.int(),
  protocol: z.string(),
  tls: z
    .looseObject({
      mode: z.string().exactOptional(),
      certificateRefs: z.array(z.looseObject({ name: z.string() })).default([]),
    })
    .exactOptional(),
});

/** The Gateways among objects, by `namespace/name`. */
export function readGateways(objects: readonly KubernetesObject[]): ReadonlyMap<string, Gateway> {
  return new Map(
    objects
      .filter((object) => isGatewayApi(object, 'Gateway'))
      .map((object) => [objectKey(object.metadata.namespace, object.metadata.name), readGateway(object)]),
  );
}

/** Whether an object is of a kind of the Gateway API, whatever its version. */
export function isGatewayApi({ apiVersion, kind }: KubernetesObject, wanted: string): boolean {
  return kind === wanted && apiVersion.startsWith('gateway.networking.k8s.io/');
}

/** Names an object among those of its kind; undefined and `default` are not the same here, as nobody knows where it is applied. */
export function objectKey(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`;
}

function readGateway(object: KubernetesObject): Gateway {
  const parts = partsOf(object);
  const data = parts.part(fields, specOf(object), ['spec']);
  const listeners = (data?.listeners ?? []).flatMap((value, index): Listener[] => {
    const path: Path = ['spec', 'listeners', index];
    const one = parts.part(listener, value, path);
    if (one === undefined) return [];
    parts.others(one, path, ['name', 'hostname', 'port', 'protocol', 'tls', 'allowedRoutes']);
    parts.others(one.tls, [...path, 'tls'], ['mode', 'certificateRefs']);
    if (one.protocol !== 'HTTP' && one.protocol !== 'HTTPS') return [];
    const secure = one.protocol === 'HTTPS';
    if (one.port !== (secure ? 443 : 80)) {
      parts.name([...path, 'port'], 'A routing says no port: HTTP has 80, HTTPS 443.');
    }
    const names = one.tls?.certificateRefs.map(({ name }) => name) ?? [];
    const { name, hostname, port } = one;
    return [
      {
        name,
        ...(hostname !== undefined && hostname !== '' && { hostname }),
        port,
        secure,
        secretNames: names.length > 0 ? names : [undefined],
      },
    ];
  });
  parts.others(data, ['spec'], ['gatewayClassName', 'listeners']);
  const className = data?.gatewayClassName;
  return { object, ...(className !== undefined && { className }), listeners, unread: parts.unread };
}

/** The TLS that a Gateway ends for a route. @param sections Listeners that the route names; all without. */
export function tlsOf(
  { listeners }: Gateway,
  hostnames: readonly (string | undefined)[],
  parent: { readonly sectionName?: string; readonly port?: number },
): Tls[] {
  return listeners
    .filter(
      ({ secure, name, port }) => secure && name === (parent.sectionName ?? name) && port === (parent.port ?? port),
    )
    .filter(({ hostname }) => hostnames.some((host) => hostnamesMeet(hostname, host)))
    .flatMap(({ hostname, secretNames }) =>
      secretNames.map((secretName) => ({
        ...(hostname !== undefined && { host: hostname }),
        ...(secretName !== undefined && { secretName }),
      })),
    );
}
