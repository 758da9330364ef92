import { expect, test } from 'vitest';
import { TestGateways } from '../../testing/gateway.ts';

test('a gateway gets an address, listens, and takes requests to pods of the route that attaches to it', async () => {
  const gateways = TestGateways.start();
  const pod = await gateways.startPod();
  gateways.expose('web', [pod]);
  gateways.gateway();
  gateways.route();

  const answer = await gateways.ask();

  expect(answer).toMatchObject({ status: 200, body: pod.ip });
  expect(gateways.gatewayStatus()).toMatchObject({
    addresses: [{ type: 'IPAddress', value: '127.0.0.1' }],
    listeners: [{ name: 'http', attachedRoutes: 1, supportedKinds: [{ kind: 'HTTPRoute' }] }],
  });
  expect(gateways.routeConditions()).toEqual(['Accepted=True (Accepted)', 'ResolvedRefs=True (ResolvedRefs)']);
  expect(gateways.log.last(1)).toMatchObject([
    { via: 'gateway', route: 'default/web', tries: [{ reason: 'only one' }] },
  ]);
});
