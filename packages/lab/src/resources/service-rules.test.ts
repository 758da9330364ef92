import type { ServiceSpec } from 'kubernetes-types/core/v1.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ServedApi, serveApi } from '../api/testing/serve-api.ts';
import { service } from '../testing/manifests.ts';

const SERVICES = '/api/v1/namespaces/default/services';

let api: ServedApi;
beforeAll(async () => {
  api = await serveApi();
});
afterAll(() => api.close());

interface Answered {
  readonly message?: string;
  readonly spec?: ServiceSpec;
}

let names = 0;
function freshName(): string {
  names += 1;
  return `web-${names}`;
}

async function create(spec: Partial<ServiceSpec>, name = freshName()) {
  return await api.call<Answered>(`POST ${SERVICES}`, { body: service(name, spec) });
}

async function patch(name: string, spec: object) {
  const contentType = 'application/merge-patch+json';
  return await api.call<Answered>(`PATCH ${SERVICES}/${name}`, { body: { spec }, contentType });
}

describe('a Service is refused', () => {
  const noBalancer = "Forbidden: may only be used when `type` is 'LoadBalancer'";
  test.each<[Partial<ServiceSpec>, string]>([
    [{ loadBalancerSourceRanges: ['10.0.0.0/8'] }, `spec.loadBalancerSourceRanges: ${noBalancer}`],
    [{ loadBalancerClass: 'a/b' }, `spec.loadBalancerClass: ${noBalancer}`],
    [{ allocateLoadBalancerNodePorts: false }, `spec.allocateLoadBalancerNodePorts: ${noBalancer}`],
    [
      { type: 'LoadBalancer', loadBalancerSourceRanges: ['10.0.0.0'] },
      'spec.loadBalancerSourceRanges[0]: Invalid value: "10.0.0.0": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
    ],
    [
      { externalTrafficPolicy: 'Local' },
      'spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services',
    ],
    [
      { type: 'LoadBalancer', healthCheckNodePort: 30_001 },
      "spec.healthCheckNodePort: Invalid value: 30001: may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'",
    ],
    [
      { type: 'NodePort', ports: [{ port: 80, nodePort: 80 }] },
      'spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767',
    ],
    [
      { externalIPs: ['here'] },
      'spec.externalIPs[0]: Invalid value: "here": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
    ],
  ])('with %j', async (spec, message) => {
    const answer = await create(spec);

    expect(answer.status).toBe(422);
    expect(answer.body.message).toContain(message);
  });

  test('for a node port that another one has, and not for its own', async () => {
    const ports = [{ port: 80, nodePort: 31_080 }];
    const holder = freshName();
    expect((await create({ type: 'NodePort', ports }, holder)).status).toBe(201);

    const second = await create({ type: 'NodePort', ports });
    expect(second.status).toBe(422);
    expect(second.body.message).toContain(
      'spec.ports[0].nodePort: Invalid value: 31080: provided port is already allocated',
    );
    expect((await patch(holder, { externalTrafficPolicy: 'Local' })).status).toBe(200);
  });
});

test('what belongs to a type goes with it, unless it is asked for', async () => {
  const name = freshName();
  await create({ type: 'LoadBalancer', externalTrafficPolicy: 'Local', healthCheckNodePort: 31_081 }, name);

  const changed = await patch(name, { type: 'ClusterIP' });

  expect(changed.status).toBe(200);
  for (const field of ['externalTrafficPolicy', 'healthCheckNodePort', 'allocateLoadBalancerNodePorts'])
    expect(changed.body.spec).not.toHaveProperty(field);
});

test('an ExternalName Service loses its address', async () => {
  const name = freshName();
  await create({ clusterIP: '10.0.0.1' }, name);

  const changed = await patch(name, { type: 'ExternalName', externalName: 'example.com' });

  expect(changed.status).toBe(200);
  expect(changed.body.spec).not.toHaveProperty('clusterIP');
});
