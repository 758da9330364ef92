import { describe, expect, test } from 'vitest';
import { startWith, type TestIngress } from '../../testing/ingress.ts';
import { block, FLAG, FRAME, frame, pseudo, RawHttp2 } from '../../testing/raw-http2.ts';

const PROTOCOL_ERROR = 1;
const ENHANCE_YOUR_CALM = 11;
/** As HPACK's static table has it. */
const STATUS_400 = 0x8c;

/** An ingress whose pod tells what it was asked. */
async function startWithWitness(): Promise<{ ingress: TestIngress; asked: string[] }> {
  const asked: string[] = [];
  const { ingress } = await startWith((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    request.resume();
    response.end('served');
  });
  return { ingress, asked };
}

/** How a request was refused: by an answer of 400, or by a reset of its stream. Anything else is no refusal. */
async function refusalOf(client: RawHttp2, stream: number): Promise<'answer' | 'reset' | 'none'> {
  const first = await Promise.race([client.next(FRAME.reset, stream), client.next(FRAME.headers, stream)]);
  if (first.type === FRAME.reset) return first.payload.readUInt32BE() === PROTOCOL_ERROR ? 'reset' : 'none';
  return first.payload[0] === STATUS_400 ? 'answer' : 'none';
}

type FieldList = [string, string][];

describe('a head that two servers could read in two ways is refused', () => {
  const cases: readonly [string, FieldList, 'answer' | 'reset'][] = [
    ['a name with capitals', [...pseudo(), ['X-A', '1']], 'reset'],
    ['Connection', [...pseudo(), ['connection', 'x-a']], 'reset'],
    ['Transfer-Encoding', [...pseudo(), ['transfer-encoding', 'chunked']], 'reset'],
    ['Keep-Alive', [...pseudo(), ['keep-alive', '1']], 'reset'],
    ['Upgrade', [...pseudo(), ['upgrade', 'websocket']], 'reset'],
    ['TE other than trailers', [...pseudo(), ['te', 'gzip']], 'reset'],
    ['two lengths', [...pseudo(), ['content-length', '0'], ['content-length', '1']], 'reset'],
    ['a length that is none', [...pseudo(), ['content-length', '+0']], 'reset'],
    ['a length without a body', [...pseudo({ ':method': 'POST' }), ['content-length', '5']], 'reset'],
    ['a pseudo field after others', [['x-a', '1'], ...pseudo()], 'reset'],
    ['a pseudo field twice', [...pseudo(), [':path', '/other']], 'reset'],
    ['an unknown pseudo field', [...pseudo(), [':status', '200']], 'reset'],
    ['no path', pseudo({ ':path': '' }), 'reset'],
    ['no method', pseudo({ ':method': '' }), 'reset'],
    ['no authority and no Host', pseudo({ ':authority': '' }), 'reset'],
    ['two Hosts', [...pseudo(), ['host', 'sticky.info'], ['host', 'sticky.info']], 'reset'],
    ['an authority with a path', pseudo({ ':authority': 'sticky.info/a' }), 'reset'],
    ['an authority with a line break', pseudo({ ':authority': 'sticky.info\r\nx-a: 1' }), 'reset'],
    ['a path that does not begin at the root', pseudo({ ':path': 'http://other.info/' }), 'reset'],
    ['a path with a space and a version', pseudo({ ':path': '/ HTTP/1.1\r\nx-a: 1' }), 'reset'],
    ['a method with a line break', pseudo({ ':method': 'GET / HTTP/1.1\r\nx-a:' }), 'reset'],
    ['WebSocket by CONNECT', [...pseudo({ ':method': 'CONNECT' }), [':protocol', 'websocket']], 'reset'],
    ['a Host that is not the authority', [...pseudo(), ['host', 'other.info']], 'answer'],
    ['an authority with two dots in a row', pseudo({ ':authority': 'sticky..info' }), 'answer'],
    ['a path that leaves the root', pseudo({ ':path': '/../a' }), 'answer'],
    ['a method of small letters', pseudo({ ':method': 'get' }), 'answer'],
  ];

  test.each(cases)('%s', async (_what, fields, how) => {
    const { ingress, asked } = await startWithWitness();
    const client = await RawHttp2.open(ingress.proxy);

    client.request(1, fields);

    expect(await refusalOf(client, 1)).toBe(how);
    expect(asked).toEqual([]);
  });

  test.each<[string, FieldList]>([
    ['that nginx drops', [['x_a', '1']]],
    ['whose name has a line break', [['x-a: 1\r\nx-c', '1']]],
    ['whose name has a colon', [['x:a', '1']]],
    ['without a name', [['', '1']]],
    ['whose value has a line break', [['x-a', '1\r\nx-c: 1']]],
    ['whose value has NUL', [['x-a', '1\0']]],
  ])('or, for a field %s, goes on without it', async (_what, odd) => {
    const seen: string[] = [];
    const { ingress } = await startWith((request, response) => {
      seen.push(...request.rawHeaders);
      response.end();
    });
    const client = await RawHttp2.open(ingress.proxy);

    client.request(1, [...pseudo(), ...odd, ['x-b', '2']]);

    await client.next(FRAME.headers, 1);
    expect(seen).toContain('x-b');
    expect(seen.join()).not.toMatch(/x[-_:][ac]/);
  });
});

describe('a body that is not what its head says', () => {
  test('does not become another request', async () => {
    const { ingress, asked } = await startWithWitness();
    const client = await RawHttp2.open(ingress.proxy);

    client.request(1, [...pseudo({ ':method': 'POST' }), ['content-length', '5']], FLAG.none);
    client.send(FRAME.data, FLAG.endStream, 1, Buffer.from('12345GET /smuggled HTTP/1.1\r\nHost: sticky.info\r\n\r\n'));

    await client.closed;
    expect(asked).toEqual([]);
    expect(await ingress.ask({ path: '/next' })).toMatchObject({ status: 200 });
  });

  test('is not taken for one that is whole when it is too short', async () => {
    const { ingress, asked } = await startWithWitness();
    const client = await RawHttp2.open(ingress.proxy);

    client.request(1, [...pseudo({ ':method': 'POST' }), ['content-length', '5']], FLAG.none);
    client.send(FRAME.data, FLAG.endStream, 1, Buffer.from('123'));

    expect((await client.next(FRAME.reset, 1)).payload.readUInt32BE()).toBe(PROTOCOL_ERROR);
    expect(asked).toEqual([]);
  });
});

describe('a head that is too large', () => {
  test.each([
    ['a field of nine thousand bytes', [...pseudo(), ['x-a', 'a'.repeat(9_000)]] as [string, string][]],
    [
      'fields of forty thousand bytes',
      [...pseudo(), ...Array.from({ length: 10 }, (_, index) => [`x-${index}`, 'a'.repeat(4_000)])] as [
        string,
        string,
      ][],
    ],
  ])('ends the connection: %s', async (_what, fields) => {
    const { ingress, asked } = await startWithWitness();
    const client = await RawHttp2.open(ingress.proxy);
    const bytes = block(fields);

    client.send(FRAME.headers, FLAG.endStream, 1, bytes.subarray(0, 16_000));
    client.send(FRAME.more, bytes.length > 32_000 ? FLAG.none : FLAG.endHeaders, 1, bytes.subarray(16_000, 32_000));
    if (bytes.length > 32_000) client.send(FRAME.more, FLAG.endHeaders, 1, bytes.subarray(32_000));

    expect((await client.next(FRAME.goaway, 0)).payload.readUInt32BE(4)).toBe(ENHANCE_YOUR_CALM);
    await client.closed;
    expect(asked).toEqual([]);
  });

  test('of ten thousand cookies is refused', async () => {
    const { ingress, asked } = await startWithWitness();
    const client = await RawHttp2.open(ingress.proxy);
    const crumbs = Array.from({ length: 10_000 }, (_, index): [string, string] => ['cookie', `a${index}=b`]);
    const bytes = block([...pseudo(), ...crumbs]);

    client.send(FRAME.headers, FLAG.endStream, 1, bytes.subarray(0, 16_000));
    for (let at = 16_000; at < bytes.length; at += 16_000) {
      client.send(
        FRAME.more,
        at + 16_000 < bytes.length ? FLAG.none : FLAG.endHeaders,
        1,
        bytes.subarray(at, at + 16_000),
      );
    }

    await Promise.race([client.next(FRAME.reset, 1), client.next(FRAME.goaway, 0)]);
    expect(asked).toEqual([]);
  });
});

describe('a client that only costs is sent away, and others are served', () => {
  const floods: readonly [string, (client: RawHttp2) => void][] = [
    [
      'streams that are reset at once (CVE-2023-44487)',
      (client) => {
        const head = block(pseudo());
        const frames: Buffer[] = [];
        for (let stream = 1; stream < 6_000; stream += 2) {
          frames.push(frame(FRAME.headers, FLAG.endHeaders | FLAG.endStream, stream, head));
          frames.push(frame(FRAME.reset, FLAG.none, stream, Buffer.from([0, 0, 0, 8])));
        }
        client.socket.write(Buffer.concat(frames));
      },
    ],
    [
      'a head without an end (CVE-2024-27983)',
      (client) => {
        client.send(FRAME.headers, FLAG.none, 1, block(pseudo()));
        const more = frame(FRAME.more, FLAG.none, 1, block([['x-a', 'a'.repeat(1_000)]]));
        client.socket.write(Buffer.concat(Array.from({ length: 1_000 }, () => more)));
      },
    ],
    [
      'PING without reading what comes back',
      (client) => {
        client.socket.pause();
        const ping = frame(FRAME.ping, FLAG.none, 0, Buffer.alloc(8));
        client.socket.write(Buffer.concat(Array.from({ length: 200_000 }, () => ping)));
        client.socket.resume();
      },
    ],
    [
      'SETTINGS of a hundred entries',
      (client) => client.send(FRAME.settings, FLAG.none, 0, Buffer.alloc(600, Buffer.from([0, 3, 0, 0, 0, 100]))),
    ],
    [
      'heads that are none, over and over',
      (client) => {
        for (let stream = 1; stream < 2_000; stream += 2) client.request(stream, [...pseudo(), ['X-A', '1']]);
      },
    ],
    ['DATA for no stream', (client) => client.send(FRAME.data, FLAG.none, 7, Buffer.alloc(100))],
    ['a window that grows by nothing', (client) => client.send(FRAME.window, FLAG.none, 0, Buffer.alloc(4))],
    ['a frame longer than agreed', (client) => client.send(FRAME.data, FLAG.none, 1, Buffer.alloc(100_000))],
    ['an even stream', (client) => client.request(2, pseudo())],
    ['anything but frames', (client) => client.socket.write('GET / HTTP/1.1\r\nHost: sticky.info\r\n\r\n'.repeat(10))],
  ];

  test.each(floods)('%s', async (_what, flood) => {
    const { ingress } = await startWithWitness();
    const client = await RawHttp2.open(ingress.proxy);

    flood(client);

    await client.closed;
    expect(await ingress.ask()).toMatchObject({ status: 200, body: 'served' });
  });

  test('a preface that is none', async () => {
    const { ingress } = await startWithWitness();
    const client = await RawHttp2.open(ingress.proxy);
    client.socket.write('PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n');

    await client.closed;
    expect(await ingress.ask()).toMatchObject({ status: 200 });
  });
});
