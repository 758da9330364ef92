import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { probe } from '../index.ts';
import { cookiesOf, startRouter } from '../routers.fixture.ts';
import type { Answer } from './answer.ts';
import { discover } from './discover.ts';
import { deployed, inTurns, met, type Pod, probeRoute } from './echo-servers.fixture.ts';
import { parseIdentity } from './parse-identity.ts';
import { sightingsOf } from './sightings.ts';

describe('what names a backend in a field', () => {
  test.for<[what: string, fields: (pod: Pod) => Record<string, string>, by: string]>([
    ['X-Pod', ({ name }) => ({ 'X-Pod': name }), 'header:x-pod'],
    ['X-Pod-Name', ({ name }) => ({ 'X-Pod-Name': name }), 'header:x-pod-name'],
    ['X-Served-By', ({ ip }) => ({ 'X-Served-By': ip }), 'header:x-served-by'],
    ['X-Backend-Server', ({ ip }) => ({ 'X-Backend-Server': `web-${ip}` }), 'header:x-backend-server'],
    ['X-Upstream-Addr', ({ ip }) => ({ 'X-Upstream-Addr': `${ip}:8080` }), 'header:x-upstream-addr'],
    ['X-Envoy-Upstream-Host', ({ ip }) => ({ 'X-Envoy-Upstream-Host': `${ip}:80` }), 'header:x-envoy-upstream-host'],
    [
      'Server-Timing beside times',
      ({ name }) => ({ 'Server-Timing': `cache;desc=MISS, db;dur=${Math.random()}, pod;desc="${name}"` }),
      'header:server-timing/pod',
    ],
    ['a field of any name with names of pods', ({ name }) => ({ 'X-Who': name }), 'header:x-who'],
  ])('%s', async ([, fields, by]) => {
    const route = inTurns((pod) => (_, response) => {
      response.writeHead(200, { ...fields(pod), 'x-envoy-upstream-service-time': any('3', '4') }).end('ok');
    });

    const report = await probeRoute(route);

    expect(report.verdict.kind).toBe('not-sticky');
    expect(report.identity).toMatchObject({ by, discovered: true });
    expect(met(report)).toHaveLength(2);
  });

  test('is found beside an id of each request', async () => {
    let turn = 0;
    const route = json(() => ({ me: randomUUID() }));
    const report = await probeRoute((request, response) => {
      response.setHeader('x-served-by', `web-${turn++ % 2}`);
      route(request, response);
    });

    expect(report.identity?.by).toBe('header:x-served-by');
  });

  test('an address that was tried before the one that answered is no backend', async () => {
    const route = inTurns(({ ip }) => (_, response) => {
      response.writeHead(200, { 'x-upstream': `${any('10.244.9.9:8080, ', '')}${ip}:8080` }).end('ok');
    });

    expect(met(await probeRoute(route))).toEqual(['10.244.1.17:8080', '10.244.2.9:8080']);
  });
});

describe('what stands in JSON under any name', () => {
  test('a uuid that comes back is taken, where it is all that differs', async () => {
    const report = await probeRoute(inTurns(({ uuid }) => json(() => ({ status: 'ok', me: uuid }))));

    expect(report.identity?.by).toBe('/me');
    expect(report.verdict.kind).toBe('not-sticky');
  });

  test("the pod's name is taken before its processes' uuids", async () => {
    const route = json(() => ({ uuid: any(deployed[0].uuid, deployed[1].uuid), hostname: deployed[0].name }));

    const report = await probeRoute(route, { odds: 1000 });

    expect(report.identity?.by).toBe('/hostname');
    expect(report.verdict.kind).toBe('one-backend');
  });
});

describe('what does not name a backend is never taken for it', () => {
  let turn = 0;
  const every = (...values: readonly string[]) => values[turn++ % values.length] ?? '';
  const uuids = Array.from({ length: 5 }, () => randomUUID());
  const fields = (make: () => Record<string, string>) => (_: unknown, response: ServerResponse) =>
    void response.writeHead(200, make()).end('ok');
  const text = (make: () => string) => (_: unknown, response: ServerResponse) => void response.end(make());

  test.for<[what: string, route: RequestListener]>([
    ['a uuid made for each answer', json(() => ({ uuid: randomUUID() }))],
    ['ids of requests in fields', fields(() => ({ 'x-pod': randomUUID(), 'x-request-id': randomUUID() }))],
    [
      'a clock, the same in some answers',
      json(() => ({ instance: `t${Math.floor(turn++ / 3)}`, server: `${turn >> 2}` })),
    ],
    ['a counter', json(() => ({ instance: turn++, pod: turn }))],
    ['counters of two backends', json(() => ({ count: Math.floor(turn++ / 2), me: `n${turn % 2}${turn >> 1}` }))],
    [
      'hit and miss of a cache',
      fields(() => ({ 'x-cache': any('HIT', 'MISS'), 'server-timing': `cdn-cache;desc=${any('HIT', 'MISS')}` })),
    ],
    ['a variant in fields', fields(() => ({ 'x-variant': any('a', 'b'), 'x-experiment': any(...uuids) }))],
    ['a variant in JSON', json(() => ({ variant: any('a', 'b'), bucket: any(...uuids) }))],
    ['a variant in the text', text(() => any('the old page', 'the new page'))],
    [
      'one of a few quotes',
      json(() => {
        const at = turn++ % 3;
        return { id: uuids[at], quote: ['To be', 'I think', 'Eureka'][at] };
      }),
    ],
    ["a resource's own uuid", json(() => ({ uuid: uuids[0], title: 'A book' }))],
    ['things in a list', json(() => [{ pod: every('web-1', 'web-2') }])],
    [
      'the release',
      json(() => ({
        version: any('v1.2.3', 'v1.2.4'),
        commit: any('0a1b2c3d4e5f', '1a2b3c4d5e6f'),
        color: any('blue', 'green'),
      })),
    ],
    ['a zone and a node', json(() => ({ zone: any('eu-1a', 'eu-1b'), node: any('aws-bcdfg', 'aws-hjklm') }))],
    [
      "the request's own host",
      json(({ headers }) => ({ hostname: headers.host, host: 'sticky.test', server: 'sticky.test:80' })),
    ],
    ['a host that a router made of it', json(() => ({ hostname: 'backend-1', server: 'nginx' }))],
    ['the name of a machine that can run two', text(() => 'Hostname: ip-10-0-0-7\n')],
    [
      "the request's own fields",
      json(({ headers }) => ({ pod: headers['x-pod'], headers: { 'x-pod': any('web-aaa-bcdfg', 'web-aaa-hjklm') } })),
    ],
    [
      'proxies on the way',
      fields(() => ({ via: `1.1 ${any('proxy-a1', 'proxy-b2')}`, 'x-served-by': `cache-${any('fra1', 'fra2')}` })),
    ],
    [
      'two that disagree',
      fields(() => {
        const at = turn++;
        return { 'x-served-by': `lb-${at % 2}`, 'x-backend': `web-${Math.floor(at / 2) % 2}` };
      }),
    ],
    [
      "a session's own id",
      (request, response) => {
        const session = cookiesOf(request).get('sid') ?? randomUUID();
        response.setHeader('set-cookie', `sid=${session}`);
        json(() => ({ me: session, session }))(request, response);
      },
    ],
    [
      'the pod of the one router',
      fields(() => ({ 'x-pod': 'ingress-7d9f8-bcdfg', 'x-hostname': 'ingress-7d9f8-bcdfg' })),
    ],
    ["the server's software", fields(() => ({ server: any('nginx/1.27', 'Apache/2.4') }))],
    [
      'what routers added to the request, in the text that repeats it',
      text(() => `Hello\nGET / HTTP/1.1\nPod: ${any('lb-7d9f8-bcdfg', 'lb-7d9f8-hjklm')}\n`),
    ],
    ["a router's own field", text(() => `X-Forwarded-Server: ${any('lb-7d9f8-bcdfg', 'lb-7d9f8-hjklm')}\n`)],
    [
      'one container behind two proxies, or two proxies before containers of one name',
      (request, response) => {
        response.setHeader('x-served-by', any('lb-1', 'lb-2'));
        json(() => ({ container: 'web1' }))(request, response);
      },
    ],
    [
      'a long list of things, one of them a host',
      json(() => ({ hostname: deployed[0].name, ...Array.from({ length: 70 }, (_, at) => `t${at}`) })),
    ],
    [
      'what a cache kept',
      (_, response) => void response.writeHead(200, { age: '3' }).end(`Hostname: ${deployed[0].name}\n`),
    ],
  ])('%s', async ([, route]) => {
    turn = 0;
    await using router = await startRouter(route);
    const target = { ...router.target, fields: [['x-pod', 'mine-1']] as const };

    await expect(probe(target, { odds: 1000 })).rejects.toMatchObject({ name: 'ProbeError', code: 'no-identity' });
    expect(router.requests.length).toBeLessThanOrEqual(64);
  });

  test('an error says which names were seen, no values, and what to write', async () => {
    await using router = await startRouter((request, response) => {
      response.setHeader('x-token', 'secret-value');
      json(() => ({ user: 'secret-value', items: [{ name: 'secret-value' }] }))(request, response);
    });

    const error = String(await probe(router.target).catch((reason: unknown) => reason));

    expect(error).toContain('Seen: JSON fields /user, /items/0/name; header fields x-token.');
    expect(error).toContain('Say what names the backend, as identity "/user" would');
    expect(error).not.toContain('secret-value');
  });
});

test('what runs on this machine may all be called as it is', () => {
  const answers = [1, 2, 3].map(() => sightingsOf(saying(`Hostname: ${deployed[0].name}\n`)));
  const carried = { repeats: () => false, isThisMachine: (name: string) => name === deployed[0].name };

  expect(discover(answers, carried).found).toBeUndefined();
  expect(discover(answers, { ...carried, isThisMachine: () => false }).found).toBeDefined();
});

test('no answer is read in another way than its identity text reads it', () => {
  const name = fc.stringMatching(/^[a-z][a-z-]{0,12}$/);
  fc.assert(
    fc.property(fc.json(), fc.string(), fc.dictionary(name, fc.string()), (body, text, fields) => {
      for (const said of [body, text, `Hostname: ${text}`, `<p>Pod: <b>${text}</b>`]) {
        const answer = saying(said, fields);
        for (const [by, { value }] of sightingsOf(answer).all) expect(parseIdentity(by).read(answer)).toBe(value);
      }
    }),
  );
});

function saying(text: string, fields: Record<string, string> = {}): Answer {
  return { status: 200, fields, setCookie: [], body: new TextEncoder().encode(text) };
}

function any(...values: readonly string[]): string {
  return values[Math.floor(Math.random() * values.length)] ?? '';
}

function json(make: (request: IncomingMessage) => unknown): RequestListener {
  return (request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(make(request)));
  };
}
