import { createServer, type Server } from 'node:http';
import type { ServiceSpec } from 'kubernetes-types/core/v1.js';
import type { ObjectKey } from '../../store/store.ts';
import { listen } from '../listen.ts';

export interface HealthCheckOptions {
  readonly host: string;
  readonly port: number;
  readonly service: ObjectKey;
  /** How many endpoints of the Service are ready on this node. */
  readonly ready: () => number;
}

/** The port on which load balancers ask whether this node has endpoints of the Service. */
export function healthCheckPortOf(spec: ServiceSpec | undefined): number | undefined {
  return spec?.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local'
    ? spec.healthCheckNodePort || undefined
    : undefined;
}

/** kube-proxy's answer on `healthCheckNodePort`: 200 with the number of endpoints, 503 without one. */
export class HealthCheck {
  readonly port: number;
  readonly #server: Server;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
  }

  /** @throws the system's error when the port cannot be had */
  static async open({ host, port, service, ready }: HealthCheckOptions): Promise<HealthCheck> {
    const server = createServer((_request, response) => {
      const localEndpoints = ready();
      response.writeHead(localEndpoints > 0 ? 200 : 503, {
        'Content-Type': 'application/json',
        'X-Content-Type-Options': 'nosniff',
        'X-Load-Balancing-Endpoint-Weight': localEndpoints,
      });
      const { namespace, name } = service;
      response.end(
        JSON.stringify({ service: { namespace, name }, localEndpoints, serviceProxyHealthy: true }, undefined, 2),
      );
    });
    await listen(server, host, port);
    return new HealthCheck(server, port);
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
