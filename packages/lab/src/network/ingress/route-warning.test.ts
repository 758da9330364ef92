import { expect, test } from 'vitest';
import { TestIngress } from '../../testing/ingress.ts';

/** How often each reason was told. */
function counts(ingress: TestIngress): Record<string, number> {
  return Object.fromEntries(
    ingress.store
      .list('events')
      .filter(({ type }) => type === 'Warning')
      .map(({ reason, count }) => [reason, count ?? 1]),
  );
}

async function startWithLoneCanary(): Promise<TestIngress> {
  const ingress = await TestIngress.start();
  ingress.expose('v2', [await ingress.startPod()]);
  ingress.route('canary', { service: 'v2', host: 'sticky.info' }, { canary: 'true', 'canary-weight': '10' });
  await ingress.settled();
  return ingress;
}

test('what routes are not is told once, however often they are built anew', async () => {
  const ingress = await startWithLoneCanary();

  for (const name of ['a', 'b', 'c']) {
    ingress.route(name, { service: name, host: `${name}.info` });
    await ingress.settled();
  }

  expect(counts(ingress)).toEqual({ CanaryWithoutPrimary: 1 });
});

test('it is told again when it is so again', async () => {
  const ingress = await startWithLoneCanary();
  ingress.route('primary', { service: 'v1', host: 'sticky.info' });
  await ingress.settled();

  ingress.store.remove('ingresses', { namespace: 'default', name: 'primary' });
  await ingress.settled();

  expect(counts(ingress)).toEqual({ CanaryWithoutPrimary: 2 });
});

test('an Ingress that names a thing in two places is told of it once', async () => {
  const ingress = await TestIngress.start();
  ingress.expose('web', [await ingress.startPod()]);
  ingress.route('web', { service: 'web', host: 'sticky.info' }, { 'upstream-hash-by': '$geoip_city$geoip_city' });
  await ingress.settled();

  expect(counts(ingress)).toEqual({ UnknownVariable: 1 });
});
