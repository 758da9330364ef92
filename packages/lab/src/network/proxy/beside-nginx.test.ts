import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasNginx, type Nginx, startNginx } from '../../testing/nginx.ts';
import { type SeenRequest, statusesIn, TestClient, TestProxy } from '../../testing/proxy.ts';
import { listen } from '../listen.ts';

/** What came of some bytes: the statuses of the answers, and what reached the pod. */
interface Outcome {
  readonly statuses: readonly number[];
  readonly seen: readonly string[];
}

const HOST = 'Host: a.info\r\n';
const CLOSE = 'Connection: close\r\n';
const END = `${HOST}${CLOSE}\r\n`;
const POST = `POST / HTTP/1.1\r\n${HOST}${CLOSE}`;
const CHUNKED = `${POST}Transfer-Encoding: chunked\r\n\r\n`;

/** The line, the host, how the body ends, and the body: what decides where one request ends and the next begins. */
function brief({ line, fields, body }: SeenRequest): string {
  const lower = fields.map((field, index) => (index % 2 === 0 ? field.toLowerCase() : field));
  const value = (name: string) => lower[lower.indexOf(name) + 1];
  const told = ['host', 'content-length', 'transfer-encoding', 'x-a'].flatMap((name) =>
    lower.includes(name) ? [`${name}=${value(name)}`] : [],
  );
  return [line, ...told, body].join(' ');
}

describe.skipIf(!hasNginx)('beside nginx', () => {
  const seen: SeenRequest[] = [];
  const pod = createServer({ maxHeaderSize: 64 * 1024, insecureHTTPParser: true }, async (request, response) => {
    const { method = '', url = '', rawHeaders } = request;
    seen.push({ line: `${method} ${url}`, fields: rawHeaders, body: (await buffer(request)).toString('latin1') });
    response.end('ok');
  });
  let nginx: Nginx;

  beforeAll(async () => {
    const port = await listen(pod, '127.0.0.1', 0);
    nginx = await startNginx(
      (folder) => `
        client_header_timeout 100ms; client_body_timeout 100ms; lingering_timeout 100ms;
        upstream pods { server 127.0.0.1:${port}; keepalive 4; }
        server {
          listen unix:${folder}/nginx.sock;
          location / {
            proxy_pass http://pods; proxy_http_version 1.1;
            proxy_set_header Host $http_host; proxy_set_header Connection "";
          }
        }`,
    );
  });

  afterAll(async () => {
    await nginx?.[Symbol.asyncDispose]();
    const closed = once(pod, 'close');
    pod.close();
    pod.closeAllConnections();
    await closed;
  });

  async function outcome(client: TestClient, bytes: string): Promise<Outcome> {
    seen.length = 0;
    client.send(bytes);
    const statuses = statusesIn(await client.rest()).filter((status) => status !== 100);
    return { statuses, seen: seen.map(brief) };
  }

  async function byNginx(bytes: string): Promise<Outcome> {
    const socket = connect({ path: nginx.socket, allowHalfOpen: true });
    await once(socket, 'connect');
    return await outcome(new TestClient(socket), bytes);
  }

  async function byUs(bytes: string): Promise<Outcome> {
    const proxy = await TestProxy.start({ limits: { headTimeout: 100, bodyTimeout: 100 } });
    proxy.addPod(pod);
    return await outcome(await proxy.connect(), bytes);
  }

  test.each([
    ['a request', `GET / HTTP/1.1\r\n${END}`],
    ['HTTP/1.0', `GET / HTTP/1.0\r\n${END}`],
    ['a method in small letters', `get / HTTP/1.1\r\n${END}`],
    ['a method with a digit', `GET2 / HTTP/1.1\r\n${END}`],
    ['a method that is none', `G(T / HTTP/1.1\r\n${END}`],
    ['a space in the target', `GET /a b HTTP/1.1\r\n${END}`],
    ['a control character in the target', `GET /a\x01 HTTP/1.1\r\n${END}`],
    ['a target without a slash', `GET a HTTP/1.1\r\n${END}`],
    ['a target with dots and a fragment', `GET /a/../b#c HTTP/1.1\r\n${END}`],
    ['a target with a host', `GET http://a.info/b HTTP/1.1\r\n${END}`],
    ['a target with a host, and no Host', `GET http://a.info/b HTTP/1.1\r\n${CLOSE}\r\n`],
    ['a later minor version', `GET / HTTP/1.2\r\n${END}`],
    ['another version', `GET / HTTP/2.0\r\n${END}`],
    ['the version in small letters', `GET / http/1.1\r\n${END}`],
    ['TRACE', `TRACE / HTTP/1.1\r\n${END}`],
    ['CONNECT with a path', `CONNECT / HTTP/1.1\r\n${END}`],
    ['empty lines first', `\r\n\r\nGET / HTTP/1.1\r\n${END}`],
    ['a bare carriage return', `GET / HTTP/1.1\r\nX-A: b\rX-B: c\r\n${END}`],
    ['no host', `GET / HTTP/1.1\r\n${CLOSE}\r\n`],
    ['an empty host', `GET / HTTP/1.1\r\nHost:\r\n${CLOSE}\r\n`],
    ['two hosts', `GET / HTTP/1.1\r\n${HOST}${END}`],
    ['a list of hosts', `GET / HTTP/1.1\r\nHost: a, b\r\n${CLOSE}\r\n`],
    ['a host with a space', `GET / HTTP/1.1\r\nHost: a b\r\n${CLOSE}\r\n`],
    ['a host with a slash', `GET / HTTP/1.1\r\nHost: a/b\r\n${CLOSE}\r\n`],
    ['a host with two dots', `GET / HTTP/1.1\r\nHost: a..b\r\n${CLOSE}\r\n`],
    ['a host with a closing dot', `GET / HTTP/1.1\r\nHost: a.info.\r\n${CLOSE}\r\n`],
    ['an address of IPv6', `GET / HTTP/1.1\r\nHost: [::1]:80\r\n${CLOSE}\r\n`],
    ['a name with an underscore', `GET / HTTP/1.1\r\nX_A: b\r\n${END}`],
    ['a name with a dot', `GET / HTTP/1.1\r\nX.A: b\r\n${END}`],
    ['a space before the colon', `GET / HTTP/1.1\r\nX-A : b\r\n${END}`],
    ['no name', `GET / HTTP/1.1\r\n: b\r\n${END}`],
    ['a folded field', `GET / HTTP/1.1\r\nX-A: b\r\n c\r\n${END}`],
    ['NUL', `GET / HTTP/1.1\r\nX-A: b\0c\r\n${END}`],
    ['tabs around a value', `GET / HTTP/1.1\r\nX-A:\tb\t\r\n${END}`],
    ['a value past ASCII', `GET / HTTP/1.1\r\nX-A: \xe4\r\n${END}`],
    ['an empty value', `GET / HTTP/1.1\r\nX-A:\r\n${END}`],
    ['a long request line', `GET /${'a'.repeat(9_000)} HTTP/1.1\r\n${END}`],
    ['a length', `${POST}Content-Length: 5\r\n\r\nhello`],
    ['a length of 0', `${POST}Content-Length: 0\r\n\r\n`],
    ['a length with zeros', `${POST}Content-Length: 0005\r\n\r\nhello`],
    ['length and chunks', `${POST}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['chunks and length', `${POST}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n`],
    ['a length twice', `${POST}Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello`],
    ['a list of lengths', `${POST}Content-Length: 5, 5\r\n\r\nhello`],
    ['a positive length', `${POST}Content-Length: +5\r\n\r\nhello`],
    ['a negative length', `${POST}Content-Length: -5\r\n\r\nhello`],
    ['a length in hexadecimal', `${POST}Content-Length: 0x5\r\n\r\nhello`],
    ['an empty length', `${POST}Content-Length:\r\n\r\nhello`],
    ['a length with a space', `${POST}Content-Length: 5 5\r\n\r\nhello`],
    ['a length behind a tab', `${POST}Content-Length:\t5\r\n\r\nhello`],
    ['a length past 64 bits', `${POST}Content-Length: 18446744073709551621\r\n\r\nhello`],
    ['a length past the limit', `${POST}Content-Length: 2000000\r\n\r\n`],
    ['chunks', `${CHUNKED}5\r\nhello\r\n0\r\n\r\n`],
    ['chunks in capitals', `${POST}Transfer-Encoding: CHUNKED\r\n\r\n5\r\nhello\r\n0\r\n\r\n`],
    ['identity', `${POST}Transfer-Encoding: identity\r\n\r\n`],
    ['a coding before chunked', `${POST}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`],
    ['a coding after chunked', `${POST}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`],
    ['an unknown coding', `${POST}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`],
    ['a coding behind a tab', `${POST}Transfer-Encoding:\tchunked\r\n\r\n0\r\n\r\n`],
    ['chunked twice', `${POST}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['no coding', `${POST}Transfer-Encoding:\r\n\r\n0\r\n\r\n`],
    ['chunks in HTTP/1.0', `POST / HTTP/1.0\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['extensions', `${CHUNKED}5;a=b\r\nhello\r\n0;c\r\n\r\n`],
    ['spaces after a size', `${CHUNKED}5  \r\nhello\r\n0\r\n\r\n`],
    ['no size', `${CHUNKED}\r\nhello\r\n0\r\n\r\n`],
    ['a size with a prefix', `${CHUNKED}0x5\r\nhello\r\n0\r\n\r\n`],
    ['a size past 64 bits', `${CHUNKED}fffffffffffffffff\r\nhello\r\n0\r\n\r\n`],
    ['data longer than its size', `${CHUNKED}4\r\nhello\r\n0\r\n\r\n`],
    ['an expectation', `${POST}Expect: 100-continue\r\nContent-Length: 5\r\n\r\nhello`],
    ['an unknown expectation', `${POST}Expect: a\r\nContent-Length: 5\r\n\r\nhello`],
    ['HEAD', `HEAD / HTTP/1.1\r\n${END}`],
    ['several at once', `GET /1 HTTP/1.1\r\n${HOST}\r\nGET /2 HTTP/1.1\r\n${HOST}\r\nGET /3 HTTP/1.1\r\n${END}`],
    ['several, one broken', `GET /1 HTTP/1.1\r\n${HOST}\r\nGET /2 HTTP/1.1\r\n\r\nGET /3 HTTP/1.1\r\n${END}`],
    ['GET with a body', `GET / HTTP/1.1\r\n${HOST}Content-Length: 5\r\n\r\nhelloGET /2 HTTP/1.1\r\n${END}`],
  ])('%s comes out the same', async (_what, bytes) => {
    expect(await byUs(bytes)).toEqual(await byNginx(bytes));
  });

  const LINE_FEED = 'what ends a line for one server and not for the next hides a request from one of them';
  const HOST_RULE = 'no host is written so, and later versions of nginx refuse it, too';

  test.each<[string, string, readonly number[], readonly number[], string]>([
    ['two spaces', `GET  / HTTP/1.1\r\n${END}`, [400], [200], 'RFC 9112 has one'],
    ['a closing space', `GET / HTTP/1.1 \r\n${END}`, [400], [200], 'RFC 9112 has none'],
    ['OPTIONS *', `OPTIONS * HTTP/1.1\r\n${END}`, [200], [400], 'RFC 9112 has it'],
    ['HTTP/0.9', 'GET /\r\n', [408], [], 'nobody speaks it: we take it for a head that goes on'],
    ['the version 0.9', `GET / HTTP/0.9\r\n${END}`, [505], [400], 'it is a version'],
    ['CONNECT to a host', `CONNECT a.info:80 HTTP/1.1\r\n${END}`, [405], [400], 'later versions of nginx say 405'],
    [
      'two different hosts',
      `GET http://b.info/ HTTP/1.1\r\n${END}`,
      [400],
      [200],
      'one routes, the pod sees the other',
    ],
    ['another scheme', `GET ftp://a.info/ HTTP/1.1\r\n${END}`, [400], [200], 'there is no such thing behind us'],
    ['bare line feeds', 'GET / HTTP/1.1\nHost: a.info\nConnection: close\n\n', [400], [200], LINE_FEED],
    ['a bare line feed', `GET / HTTP/1.1\r\nX-A: b\nX-B: c\r\n${END}`, [400], [200], LINE_FEED],
    ['two carriage returns', `GET / HTTP/1.1\r\nX-A: b\r\r\n${END}`, [400], [200], LINE_FEED],
    ['user information', `GET / HTTP/1.1\r\nHost: b@a.info\r\n${CLOSE}\r\n`, [400], [200], HOST_RULE],
    ['an odd port', `GET / HTTP/1.1\r\nHost: a:8x\r\n${CLOSE}\r\n`, [400], [200], HOST_RULE],
    ['a port past the last', `GET / HTTP/1.1\r\nHost: a:65536\r\n${CLOSE}\r\n`, [400], [200], HOST_RULE],
    ['quotes', `GET / HTTP/1.1\r\nHost: "a"\r\n${CLOSE}\r\n`, [400], [200], HOST_RULE],
    ['a backslash', `GET / HTTP/1.1\r\nHost: a\\b\r\n${CLOSE}\r\n`, [400], [200], HOST_RULE],
    ['an open bracket', `GET / HTTP/1.1\r\nHost: [::1\r\n${CLOSE}\r\n`, [400], [200], HOST_RULE],
    ['no colon', `GET / HTTP/1.1\r\nX-A\r\n${END}`, [400], [200], 'it is no field'],
    ['a control character', `GET / HTTP/1.1\r\nX-A: b\x01c\r\n${END}`, [400], [200], 'RFC 9110 has none in a value'],
    ['a vertical tab', `${POST}Transfer-Encoding: \x0bchunked\r\n\r\n`, [400], [501], 'RFC 9110 has none in a value'],
    ['a long field', `GET / HTTP/1.1\r\nX-B: ${'a'.repeat(9_000)}\r\n${END}`, [431], [400], 'nginx has 494 in its log'],
    ['a long head', `GET / HTTP/1.1\r\n${`X: ${'a'.repeat(4_000)}\r\n`.repeat(10)}${END}`, [431], [400], 'as before'],
    [
      'a body that stops',
      `${POST}Content-Length: 9\r\n\r\nhello`,
      [408],
      [],
      'nginx has 408 in its log, and just leaves',
    ],
    ['an extension and a bare line feed', `${CHUNKED}5;a\nhello\r\n0\r\n\r\n`, [400], [200], LINE_FEED],
    ['a size and a bare line feed', `${CHUNKED}5\nhello\r\n0\r\n\r\n`, [400], [200], LINE_FEED],
    ['data and a bare line feed', `${CHUNKED}5\r\nhello\n0\r\n\r\n`, [400], [200], LINE_FEED],
    ['an end of bare line feeds', `${CHUNKED}5\r\nhello\r\n0\n\n`, [400], [200], LINE_FEED],
    ['data that takes in a carriage return', `${CHUNKED}6\r\nhello\r\n0\r\n\r\n`, [400], [200], LINE_FEED],
    ['a trailer that is none', `${CHUNKED}5\r\nhello\r\n0\r\nGET / HTTP/1.1\r\n\r\n`, [400], [200], 'it is no field'],
  ])('%s does not', async (_what, bytes, ours, theirs, _why) => {
    expect((await byUs(bytes)).statuses).toEqual(ours);
    // Other versions of nginx may have come to the same.
    expect([ours, theirs]).toContainEqual((await byNginx(bytes)).statuses);
  });

  test('what Connection names stays behind, and trailers go on: RFC 9110, and not nginx', async () => {
    const named = `GET / HTTP/1.1\r\n${HOST}Connection: close, X-A\r\nX-A: b\r\n\r\n`;
    const trailer = `${CHUNKED}5\r\nhello\r\n0\r\nX-Sum: b\r\n\r\n`;

    expect([(await byUs(named)).seen, (await byNginx(named)).seen]).toEqual([
      ['GET / host=a.info '],
      ['GET / host=a.info x-a=b '],
    ]);
    expect([(await byUs(trailer)).seen, (await byNginx(trailer)).seen]).toEqual([
      ['POST / host=a.info transfer-encoding=chunked hello'],
      ['POST / host=a.info content-length=5 hello'],
    ]);
  });
});
