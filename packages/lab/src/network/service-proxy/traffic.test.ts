import type { ServiceSpec } from 'kubernetes-types/core/v1.js';
import { describe, expect, test, vi } from 'vitest';
import { ask, TestServices } from '../../testing/services.ts';
import { portsAddressing, rangeAddressing } from '../addressing.ts';

/** In a subnet that no lab takes by itself. */
const SUBNET = 204;
const NODE = `127.${SUBNET}.0.1`;
/** A client on this machine, but not of the lab. */
const OUTSIDE = '127.0.5.7';
const POD = `127.${SUBNET}.0.9`;

async function servicesThatTellSources(spec: Partial<ServiceSpec>) {
  const services = new TestServices(rangeAddressing(SUBNET));
  const pod = await services.startPod((socket) => socket.end(`${socket.remoteAddress}`));
  services.endpoints([pod]);
  services.create(spec);
  const host = await vi.waitFor(() => {
    const address = services.get().spec?.clusterIP ?? '';
    expect(address).not.toBe('');
    return address;
  });
  const address = { host, port: 80 };
  await vi.waitFor(() => ask(address, POD));
  return { services, address };
}

// Other addresses than 127.0.0.1 are there where the whole range is.
describe.skipIf(process.platform === 'darwin')('the source address that a pod sees', () => {
  test.each([undefined, 'Cluster', 'Local'])(
    'is the client’s at a ClusterIP, internalTrafficPolicy %s',
    async (policy) => {
      const { address } = await servicesThatTellSources(policy === undefined ? {} : { internalTrafficPolicy: policy });

      expect(await ask(address, OUTSIDE)).toBe(OUTSIDE);
      expect(await ask(address, POD)).toBe(POD);
    },
  );

  test('is the node’s for clients from outside, with externalTrafficPolicy Cluster', async () => {
    const { services, address } = await servicesThatTellSources({
      type: 'LoadBalancer',
      externalTrafficPolicy: 'Cluster',
    });

    expect(await ask(address, OUTSIDE)).toBe(NODE);
    expect(await ask(await services.nodePort(), OUTSIDE)).toBe(NODE);
    expect(await ask(address, POD)).toBe(POD);
  });

  test('is the client’s for those, too, with Local, also when that is changed later', async () => {
    const { services, address } = await servicesThatTellSources({
      type: 'LoadBalancer',
      externalTrafficPolicy: 'Cluster',
    });

    services.change({ externalTrafficPolicy: 'Local' });

    expect(await ask(address, OUTSIDE)).toBe(OUTSIDE);
    expect(await ask(await services.nodePort(), OUTSIDE)).toBe(OUTSIDE);
  });
});

describe.skipIf(process.platform === 'darwin')('loadBalancerSourceRanges', () => {
  test('let in whom they name, at the load balancer alone', async () => {
    const ranges = { loadBalancerSourceRanges: ['127.0.5.0/29', ' 127.0.6.1/32 '] };
    const { services, address } = await servicesThatTellSources({ type: 'LoadBalancer', ...ranges });

    expect(await ask(address, OUTSIDE)).toBe(NODE);
    expect(await ask(address, '127.0.6.1')).toBe(NODE);
    await expect(ask(address, '127.0.5.8')).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(await ask(address, POD)).toBe(POD);
    expect(await ask(await services.nodePort(), '127.0.5.8')).toBe(NODE);
  });
});

describe('healthCheckNodePort', () => {
  test('tells load balancers whether the node has endpoints, while the policy is Local', async () => {
    const services = new TestServices(portsAddressing());
    services.create({ type: 'LoadBalancer', externalTrafficPolicy: 'Local' });
    const url = await vi.waitFor(() => {
      const port = services.get().spec?.healthCheckNodePort;
      expect(port).toBeGreaterThanOrEqual(30_000);
      return `http://127.0.0.1:${port}/`;
    });
    const without = await vi.waitFor(() => fetch(url, { headers: { Connection: 'close' } }));
    expect(without.status).toBe(503);

    services.endpoints(['10.0.0.1', '10.0.0.2']);

    const answer = await fetch(url, { headers: { Connection: 'close' } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-load-balancing-endpoint-weight')).toBe('2');
    expect(await answer.json()).toEqual({
      service: { namespace: 'default', name: 'web' },
      localEndpoints: 2,
      serviceProxyHealthy: true,
    });

    services.change({ externalTrafficPolicy: 'Cluster' });
    await vi.waitFor(async () => await expect(fetch(url)).rejects.toThrow());
  });
});
