import { describe, expect, test } from 'vitest';
import type { ExperimentName } from '../index.ts';
import { probe, type Report } from '../index.ts';
import { startPods } from '../matrix/pods.ts';
import { isInstalled, startRouterProcess } from '../matrix/router-process.ts';

const experiments: readonly ExperimentName[] = ['forged', 'stale', 'duplicate', 'oversized', 'fairness'];

/** What is told of a route at this port, in a few words. */
async function told(port: number | undefined) {
  const target = { url: 'http://sticky.test/', connectTo: { host: '127.0.0.1', port: port ?? 0 } };
  const report = await probe(target, { seed: 1, identity: '/uuid', experiments });
  return {
    report,
    verdict: report.verdict.headline,
    cookies: report.hygiene?.cookies.map(
      ({ name, setBy, value }) => `${name}: ${setBy.who}, ${value.names}, ${value.reads}`,
    ),
    rows: Object.fromEntries(report.evidence.map(({ experiment, finding }) => [experiment, finding])),
    found: new Set(report.hygiene?.findings.map(({ id }) => id)),
  };
}

/** HAProxy in front of two pods, with these lines about the cookie, and a value for each server that it may have. */
async function throughHaproxy(lines: string, named = true) {
  await using pods = await startPods(2);
  await using haproxy = await startRouterProcess(
    'haproxy',
    1,
    (_, [port]) => `
global
  maxconn 200
defaults
  mode http
  timeout connect 5s
  timeout client 5s
  timeout server 5s
listen route
  bind 127.0.0.1:${port}
  balance roundrobin
  ${lines}
  ${pods.addresses.map((address, index) => `server pod${index} ${address}${named ? ` cookie pod${index}` : ''}`).join('\n  ')}
`,
  );
  return await told(haproxy.ports[0]);
}

describe.skipIf(!isInstalled('haproxy'))('HAProxy', () => {
  test('that inserts a cookie names its server in it, replaces what it does not know, and takes the first of two', async () => {
    const { verdict, cookies, rows, found, report } = await throughHaproxy(
      'cookie SERVERID insert indirect nocache httponly attr "SameSite=Lax"',
    );

    expect(verdict).toBe('Sticky by cookie "SERVERID".');
    expect(cookies).toEqual(['SERVERID: router, backend, name']);
    expect(rows).toMatchObject({ forged: 'holds nobody, replaced', stale: 'holds nobody, replaced' });
    expect([...found].toSorted()).toEqual(['duplicate-first', 'no-secure', 'oversized-refused', 'readable-name']);
    expect(found).not.toContain('uneven');
    expectNoValues(report, /pod[01]/);
  });

  test('that inserts a hash of the address lets nobody read it', async () => {
    const { cookies } = await throughHaproxy(
      'cookie SRV insert indirect nocache dynamic\n  dynamic-cookie-key secret',
      false,
    );
    expect(cookies).toEqual(['SRV: router, backend, opaque']);
  });

  test("that puts its server before the app's cookie: it is the app's, and a part of it names the server", async () => {
    const { verdict, cookies, report } = await throughHaproxy(
      'http-request set-header X-App-Cookie sid\n  cookie sid prefix nocache',
    );
    expect(verdict).toBe('Sticky by cookie "sid".');
    expect(cookies).toEqual(['sid: app, backend-and-session, name']);
    expectNoValues(report, /pod[01]/);
  });

  test("that rewrites the app's cookie", async () => {
    const { verdict, cookies } = await throughHaproxy(
      'http-request set-header X-App-Cookie SRV\n  cookie SRV rewrite nocache',
    );
    expect(verdict).toBe('Sticky by cookie "SRV".');
    expect(cookies).toEqual(['SRV: router, backend, name']);
  });

  test("that learns the app's cookie, whose values tell nothing", async () => {
    const { verdict, cookies } = await throughHaproxy(
      'http-request set-header X-App-Cookie JSESSIONID\n  stick-table type string len 64 size 10k\n' +
        '  stick store-response res.cook(JSESSIONID)\n  stick match req.cook(JSESSIONID)',
    );
    expect(verdict).toBe('Sticky by cookie "JSESSIONID".');
    expect(cookies).toEqual(['JSESSIONID: app, session, opaque']);
  });
});

describe.skipIf(!isInstalled('nginx'))('nginx', () => {
  test('that hashes a cookie holds whoever makes a value up', async () => {
    await using pods = await startPods(2);
    await using nginx = await startRouterProcess(
      'nginx',
      1,
      (folder, [port]) => `
daemon off; pid ${folder}/pid; worker_processes 1; events {}
http {
  access_log off; client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi; uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  map $cookie_route $key { '' $request_id; default $cookie_route; }
  map $cookie_route $given { '' "route=$request_id; Path=/; HttpOnly"; default ''; }
  upstream pods { hash $key; ${pods.addresses.map((address) => `server ${address};`).join(' ')} }
  server {
    listen 127.0.0.1:${port};
    location / { add_header Set-Cookie $given; proxy_pass http://pods; }
  }
}`,
    );

    const { verdict, cookies, rows, found } = await told(nginx.ports[0]);

    expect(verdict).toBe('Sticky by cookie "route".');
    expect(cookies).toEqual(['route: unknown, session, opaque']);
    expect(rows).toMatchObject({ forged: 'holds as well, not replaced' });
    expect(found).toContain('forged-held');
    expect(found).toContain('duplicate-first');
  });
});

function expectNoValues(report: Report, value: RegExp): void {
  expect(JSON.stringify(report)).not.toMatch(value);
}
