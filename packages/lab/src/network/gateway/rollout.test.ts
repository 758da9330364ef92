import { once } from 'node:events';
import { type RequestListener, request } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { TestGateways } from '../../testing/gateway.ts';
import { cookiePairs, stopServer } from '../../testing/ingress.ts';

/** Takes an upgrade and then sends back what it gets. */
const noAnswer: RequestListener = (_request, response) => response.end('no upgrade');

test('while pods come and go, no request fails, and a session moves only when its pod does', {
  timeout: 30_000,
}, async () => {
  const gateways = TestGateways.start();
  let pods = await Promise.all([gateways.startPod(), gateways.startPod(), gateways.startPod()]);
  gateways.expose('web', pods);
  gateways.gateway();
  gateways.route({ sessionPersistence: { sessionName: 'key' } });
  const to = await gateways.open();
  const statuses = new Map<number, number>();
  let moved = 0;
  let isOver = false;
  const client = async () => {
    let cookie = '';
    let pod = '';
    while (!isOver) {
      const answer = await gateways.ask({ to, headers: cookie === '' ? {} : { cookie } });
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      const [fresh] = cookiePairs(answer);
      // Another pod without another cookie would be a session that was lost without a word.
      if (pod !== '' && answer.body !== pod && fresh === undefined) moved += 1;
      cookie = fresh ?? cookie;
      pod = answer.body;
    }
  };
  const clients = Promise.all(Array.from({ length: 16 }, client));

  for (let round = 0; round < 10; round += 1) {
    const [old, ...kept] = pods;
    pods = [...kept, await gateways.startPod()];
    gateways.expose('web', pods);
    // Its end comes after its endpoint is taken out, as that of a pod that ends with grace.
    for (let wait = 0; wait < 20; wait += 1) await turn();
    if (old !== undefined) await stopServer(old.server);
  }
  isOver = true;
  await clients;

  expect([...statuses.keys()]).toEqual([200]);
  expect(moved).toBe(0);
});

test('a WebSocket goes to the pod of the session, and lives through a change of the routes', async () => {
  const gateways = TestGateways.start();
  const pod = await gateways.startPod(noAnswer);
  pod.server.on('upgrade', (_request, socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    socket.pipe(socket);
  });
  gateways.expose('web', [pod]);
  gateways.gateway();
  gateways.route({ sessionPersistence: { sessionName: 'key' } });
  const to = await gateways.open();
  const headers = { host: 'sticky.info', connection: 'Upgrade', upgrade: 'websocket' };
  const asked = request({ ...to, headers, agent: false }).end();
  const [response, socket] = await once(asked, 'upgrade');

  gateways.route({ matches: [{ path: { value: '/other' } }] }, {}, 'other');
  await gateways.settled();
  socket.write('still here');
  const [echo] = await once(socket, 'data');
  socket.destroy();

  expect(String(response.headers['set-cookie'])).toMatch(/^key=/);
  expect(String(echo)).toBe('still here');
});
