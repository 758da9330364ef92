import { describe, expect, onTestFinished, test } from 'vitest';
import { createDefaultObjects } from '../../controllers/default-objects.ts';
import { Store } from '../../store/store.ts';
import { ingress, service } from '../../testing/manifests.ts';
import { AddressBook } from '../address-book.ts';
import { portsAddressing } from '../addressing.ts';
import { ExternalNames } from './external-names.ts';
import { IngressReadings } from './ingress-readings.ts';
import { buildRoutingTable, type RoutingTable } from './routing-table.ts';

/** A store of so many Services, each with pods and an Ingress of its own host. */
function storeOf(count: number, annotations: Record<string, string> = {}) {
  const store = new Store();
  createDefaultObjects(store, { address: '127.0.0.1', version: 'v1.35.0' });
  for (let index = 0; index < count; index += 1) {
    const name = `s${index}`;
    store.create('services', service(name));
    store.create('endpointslices', slice(name, [`10.0.${index >> 8}.${index & 255}`]));
    const backend = { service: { name, port: { number: 80 } } };
    const paths = ['/', '/api', '/static'].map((path) => ({ path, pathType: 'ImplementationSpecific', backend }));
    store.create('ingresses', ingress(name, { rules: [{ host: `${name}.info`, http: { paths } }] }, annotations));
  }
  const names = new ExternalNames(() => {});
  onTestFinished(() => names.close());
  const sources = { store, book: new AddressBook(portsAddressing()), names, readings: new IngressReadings() };
  return { store, build: (before?: RoutingTable) => buildRoutingTable(sources, before) };
}

function slice(service: string, addresses: readonly string[]) {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: service, namespace: 'default', labels: { 'kubernetes.io/service-name': service } },
    addressType: 'IPv4',
    ports: [{ name: '', port: 8080, protocol: 'TCP' }],
    endpoints: addresses.map((address) => ({ addresses: [address], conditions: { ready: true } })),
  };
}

describe('a table that is built anew', () => {
  test('keeps the servers while only pods come and go, and the upstreams of other pods', () => {
    const { store, build } = storeOf(2);
    const before = build();

    store.update('endpointslices', slice('s0', ['10.0.0.9']));
    const after = build(before);

    expect(after.names).toBe(before.names);
    expect(after.upstreams.get('default-s0-80')?.endpoints).toEqual([{ ip: '10.0.0.9', port: 8080 }]);
    expect(after.upstreams.get('default-s1-80')?.balancer).toBe(before.upstreams.get('default-s1-80')?.balancer);
  });

  test('keeps compiled patterns when an Ingress changes', () => {
    const { store, build } = storeOf(2, { 'nginx.ingress.kubernetes.io/use-regex': 'true' });
    const before = build();

    store.remove('ingresses', { namespace: 'default', name: 's0' });
    const after = build(before);

    expect(after.names.find('s0.info').server.hostname).toBe('_');
    expect(after.patterns.get('/api')).toBe(before.patterns.get('/api'));
  });

  test('of a thousand Ingresses and Services is ready soon', { timeout: 30_000 }, () => {
    const { store, build } = storeOf(1_000);
    let table = build();
    const took = Array.from({ length: 5 }, (_, count) => {
      const name = `s${count}`;
      store.remove('ingresses', { namespace: 'default', name });
      const begun = performance.now();
      table = build(table);
      return performance.now() - begun;
    });

    // Some 30 ms on a machine with nothing else to do: what goes through all for each of them takes a hundred times that.
    expect(Math.min(...took)).toBeLessThan(200);
  });
});

test('a host of very many paths is laid out in a time that grows with them, and no faster', () => {
  const { store, build } = storeOf(1);
  const backend = { service: { name: 's0', port: { number: 80 } } };
  const paths = Array.from({ length: 20_000 }, (_, index) => ({ path: `/p${index}`, pathType: 'Prefix', backend }));
  store.create('ingresses', ingress('many', { rules: [{ host: 'many.info', http: { paths } }] }));
  const begun = performance.now();

  const found = build().names.find('many.info').server.index.find('/p19999');

  expect(found?.location.route).toBe('default/many');
  expect(performance.now() - begun).toBeLessThan(2_000);
});
