import type { Endpoint, EndpointPort } from 'kubernetes-types/discovery/v1.js';
import { expect, test } from 'vitest';
import { Store } from '../store/store.ts';
import { endpointsOf } from './endpoints.ts';

const http: EndpointPort = { name: 'http', port: 8080, protocol: 'TCP' };

function storeWith(
  ...slices: readonly {
    ports?: readonly EndpointPort[];
    endpoints: readonly Endpoint[];
    addressType?: string;
    of?: string;
  }[]
): Store {
  const store = new Store();
  slices.forEach(({ ports = [http], endpoints, addressType = 'IPv4', of = 'web' }, index) => {
    store.create('endpointslices', {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { namespace: 'default', name: `slice-${index}`, labels: { 'kubernetes.io/service-name': of } },
      addressType,
      ports: [...ports],
      endpoints: [...endpoints],
    });
  });
  return store;
}

function found(store: Store, port = 'http') {
  const { ready, draining } = endpointsOf(store, 'default', 'web', port);
  const place = ({ ip, port: number }: { ip: string; port: number }) => `${ip}:${number}`;
  return { ready: ready.map(place), draining: draining.map(place) };
}

test('pods with different numbers for one named port are found with their own', () => {
  const store = storeWith(
    { endpoints: [{ addresses: ['10.0.0.1'] }] },
    { ports: [{ ...http, port: 9090 }], endpoints: [{ addresses: ['10.0.0.2'] }] },
  );

  expect(found(store).ready).toEqual(['10.0.0.1:8080', '10.0.0.2:9090']);
});

test('an address that two slices name is one endpoint', () => {
  const store = storeWith(
    { endpoints: [{ addresses: ['10.0.0.1'] }, { addresses: ['10.0.0.2'] }] },
    { endpoints: [{ addresses: ['10.0.0.1'] }] },
  );

  expect(found(store).ready).toEqual(['10.0.0.1:8080', '10.0.0.2:8080']);
});

test('what is not ready is draining exactly when it ends and still serves', () => {
  const conditions = (ready: boolean, serving: boolean, terminating: boolean) => ({ ready, serving, terminating });
  const store = storeWith({
    endpoints: [
      { addresses: ['10.0.0.1'], conditions: conditions(false, true, true) },
      { addresses: ['10.0.0.2'], conditions: conditions(false, false, true) },
      { addresses: ['10.0.0.3'], conditions: conditions(false, true, false) },
      { addresses: ['10.0.0.4'], conditions: conditions(true, false, true) },
      { addresses: ['10.0.0.5'] },
    ],
  });

  expect(found(store)).toEqual({ ready: ['10.0.0.4:8080', '10.0.0.5:8080'], draining: ['10.0.0.1:8080'] });
});

test('other ports, protocols, families and Services are left out', () => {
  const store = storeWith(
    { ports: [{ ...http, protocol: 'UDP' }], endpoints: [{ addresses: ['10.0.0.1'] }] },
    { ports: [{ name: 'http' }], endpoints: [{ addresses: ['10.0.0.2'] }] },
    { addressType: 'IPv6', endpoints: [{ addresses: ['::2'] }] },
    { of: 'other', endpoints: [{ addresses: ['10.0.0.3'] }] },
  );

  expect(found(store)).toEqual({ ready: [], draining: [] });
  expect(found(storeWith({ endpoints: [{ addresses: ['10.0.0.1'] }] }), '').ready).toEqual([]);
});
