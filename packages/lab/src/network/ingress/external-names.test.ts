import { lookup } from 'node:dns/promises';
import { createServer } from 'node:http';
import { hostname } from 'node:os';
import { expect, onTestFinished, test, vi } from 'vitest';
import { TestIngress } from '../../testing/ingress.ts';
import { service } from '../../testing/manifests.ts';
import { listen } from '../listen.ts';
import { ExternalNames } from './external-names.ts';

/** Names with these addresses, which a test may change. */
function namesWith(addresses: Record<string, readonly string[]>) {
  const onChange = vi.fn();
  const asked: string[] = [];
  const names = new ExternalNames(onChange, async (name) => {
    asked.push(name);
    return addresses[name] ?? [];
  });
  onTestFinished(() => names.close());
  return { names, onChange, asked };
}

test('a name is asked for once it is wanted, and its addresses are told when they are there', async () => {
  const { names, onChange, asked } = namesWith({ 'a.example': ['192.0.2.1', '192.0.2.2'] });

  expect(names.addressesOf('a.example')).toEqual([]);
  await vi.waitFor(() => expect(onChange).toHaveBeenCalledOnce());

  expect(names.addressesOf('a.example')).toEqual(['192.0.2.1', '192.0.2.2']);
  expect(asked).toEqual(['a.example']);
});

test('names in use are asked for again, and only what is new is told', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const addresses: Record<string, string[]> = { 'a.example': ['192.0.2.1'], 'b.example': ['192.0.2.9'] };
  const { names, onChange, asked } = namesWith(addresses);
  names.addressesOf('a.example');
  names.addressesOf('b.example');
  await vi.waitFor(() => expect(onChange).toHaveBeenCalledTimes(2));

  names.keepOnly(new Set(['a.example']));
  vi.advanceTimersByTime(10_000);
  addresses['a.example'] = ['192.0.2.2'];
  vi.advanceTimersByTime(10_000);
  await vi.waitFor(() => expect(names.addressesOf('a.example')).toEqual(['192.0.2.2']));

  expect(onChange).toHaveBeenCalledTimes(3);
  expect(asked).toEqual(['a.example', 'b.example', 'a.example', 'a.example']);
});

test.each(['localhost', '192.0.2.1', '127.0.0.1', '::1'])('%s is no name to ask for: nobody is there', async (name) => {
  const { names, asked } = namesWith({ [name]: ['192.0.2.1'] });
  expect(names.addressesOf(name)).toEqual([]);
  expect(asked).toEqual([]);
});

test('a name that does not resolve has no addresses', async () => {
  // A label that is too long fails before anybody is asked.
  const name = `${'a'.repeat(64)}.invalid`;
  const onChange = vi.fn();
  const names = new ExternalNames(onChange);
  onTestFinished(() => names.close());

  names.addressesOf(name);
  await expect(lookup(name)).rejects.toThrow();

  expect(names.addressesOf(name)).toEqual([]);
  expect(onChange).not.toHaveBeenCalled();
});

async function routeToName(externalName: string, port: number) {
  const ingress = await TestIngress.start();
  const ports = [{ port: 80, targetPort: port }];
  ingress.store.create('services', service('web', { type: 'ExternalName', externalName, ports, selector: {} }));
  ingress.route('web', { service: 'web', host: 'sticky.info' });
  return ingress;
}

/** The machine's own name, where it stands for an address of this machine. */
const own = await lookup(hostname()).catch(() => undefined);

test.skipIf(own === undefined)('an Ingress sends to what the name of an ExternalName stands for', async () => {
  const server = createServer((_request, response) => response.end('outside'));
  const port = await listen(server, own?.address ?? '', 0);
  onTestFinished(() => void server.close());
  const ingress = await routeToName(hostname(), port);

  await vi.waitFor(async () => expect(await ingress.ask()).toMatchObject({ status: 200, body: 'outside' }));
});

test.each(['localhost', '127.0.0.1'])('an ExternalName of %s has nobody behind it', async (name) => {
  const ingress = await routeToName(name, 80);
  await ingress.settled();
  expect((await ingress.ask()).status).toBe(503);
});
