import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { ProbeErrorCode } from '../errors.ts';
import { probe } from '../probe.ts';
import { parseTarget } from '../target.ts';
import { bodyLimit } from './answer.ts';
import {
  type Behaviour,
  dripping,
  named,
  response,
  saying,
  sayingAndEnding,
  sayingForEver,
  startBadServer,
} from './bad-servers.fixture.ts';
import { openWire } from './wire.ts';

const pod = 'pod-a';
const answered = named(pod);
const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
const bomb = gzipSync(Buffer.alloc(64 * bodyLimit));

/** What a server does, and the failure that it must be told as. */
type Case = readonly [name: string, behaviour: Behaviour, failure: string | RegExp, code: ProbeErrorCode];

const hangUps: readonly Case[] = [
  [
    'resets each connection',
    { connected: (socket) => socket.resetAndDestroy() },
    /ECONNRESET|EPIPE|closed-early/,
    'unreachable',
  ],
  ['closes each connection', { connected: (socket) => socket.end() }, /ECONNRESET|EPIPE|closed-early/, 'unreachable'],
  ['resets when asked', { asked: (socket) => socket.resetAndDestroy() }, /ECONNRESET|closed-early/, 'unreachable'],
  ['closes when asked', sayingAndEnding(''), 'closed-early', 'unreachable'],
  ['closes in the middle of a head', sayingAndEnding('HTTP/1.1 200 OK\r\nContent-Le'), 'closed-early', 'unreachable'],
  [
    'resets in the middle of a head',
    sayingAndEnding('HTTP/1.1 200', 'reset'),
    /ECONNRESET|closed-early/,
    'unreachable',
  ],
  [
    'closes in the middle of a body',
    sayingAndEnding(response(['Content-Length: 99'], '{')),
    'closed-early',
    'unreachable',
  ],
  [
    'resets in the middle of a body',
    sayingAndEnding(response(['Content-Length: 99'], '{'), 'reset'),
    /ECONNRESET|closed-early/,
    'unreachable',
  ],
  ['closes between two chunks', sayingAndEnding(`${chunked}1\r\n{\r\n`), 'closed-early', 'unreachable'],
];

const endless: readonly Case[] = [
  ['never says a word', {}, 'timeout', 'unreachable'],
  ['never goes past its head', saying('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n'), 'timeout', 'unreachable'],
  ['never goes past its first byte', saying(response(['Content-Length: 9'], '{')), 'timeout', 'unreachable'],
  ['drips a head', dripping('HTTP/1.1 200 OK\r\nX: ', 'x'), 'timeout', 'unreachable'],
  ['drips a body', dripping(response(['Content-Length: 9999']), ' '), 'timeout', 'unreachable'],
  ['drips chunks', dripping(chunked, '1\r\n \r\n'), 'timeout', 'unreachable'],
  ['drips interim answers', dripping('', 'HTTP/1.1 102 Processing\r\n\r\n'), /timeout|bad-http/, 'unreachable'],
  ['floods with interim answers', sayingForEver('', 'HTTP/1.1 102 Processing\r\n\r\n'), 'bad-http', 'unreachable'],
  ['sends a body without end', sayingForEver(response([]), 'x'), 'body-too-large', 'no-identity'],
  [
    'sends a body of a petabyte',
    sayingForEver(response(['Content-Length: 1125899906842624']), 'x'),
    'body-too-large',
    'no-identity',
  ],
  [
    'sends chunks of a byte without end',
    sayingForEver(chunked, '1\r\na\r\n'),
    /answer-too-large|timeout/,
    'unreachable',
  ],
  ['sends one chunk without end', sayingForEver(`${chunked}7fffffff\r\n`, 'x'), 'body-too-large', 'no-identity'],
  ['sends a status without end', sayingForEver('HTTP/1.1 200 ', 'x'), /answer-too-large|timeout/, 'unreachable'],
  ['sends fields without end', sayingForEver('HTTP/1.1 200 OK\r\n', 'X-Y: z\r\n'), 'headers-too-large', 'unreachable'],
  ['sends one field without end', sayingForEver('HTTP/1.1 200 OK\r\nX: ', 'x'), 'headers-too-large', 'unreachable'],
  [
    'sends the name of a field without end',
    sayingForEver('HTTP/1.1 200 OK\r\n', 'x'),
    'headers-too-large',
    'unreachable',
  ],
  ['sends trailers without end', sayingForEver(`${chunked}0\r\n`, 'X-Y: z\r\n'), 'headers-too-large', 'unreachable'],
  [
    'sends an extension of a chunk without end',
    sayingForEver(`${chunked}1;`, 'x'),
    /answer-too-large|timeout/,
    'unreachable',
  ],
  ['sends blank lines without end', sayingForEver('', '\r\n'), /answer-too-large|timeout/, 'unreachable'],
];

const broken: readonly Case[] = [
  ['speaks SSH', { connected: (socket) => void socket.write('SSH-2.0-OpenSSH_9.2\r\n') }, 'not-http', 'unreachable'],
  ['speaks HTTP/0.9', sayingAndEnding('<html></html>'), 'not-http', 'unreachable'],
  ['speaks HTTP/9.9', saying('HTTP/9.9 200 OK\r\nContent-Length: 0\r\n\r\n'), 'not-http', 'unreachable'],
  ['speaks HTTP/2 unasked', saying(Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0])), 'not-http', 'unreachable'],
  ['has a status that is no number', saying(response(['Content-Length: 0'], '', '2x0 OK')), 'bad-http', 'unreachable'],
  ['has a blank in the name of a field', saying(response(['X Y: z', 'Content-Length: 0'])), 'bad-http', 'unreachable'],
  [
    'has a control character in a field',
    saying(response(['X: \u0001', 'Content-Length: 0'])),
    'bad-http',
    'unreachable',
  ],
  ['has a length below zero', saying(response(['Content-Length: -2'], 'ab')), 'bad-http', 'unreachable'],
  [
    'has two lengths',
    saying(response(['Content-Length: 2', 'Content-Length: 3'], 'abc')),
    /bad-http|closed-early/,
    'unreachable',
  ],
  [
    'has a length and chunks',
    saying(response(['Content-Length: 2', 'Transfer-Encoding: chunked'], '0\r\n\r\n')),
    /bad-http|closed-early/,
    'unreachable',
  ],
  ['has a chunk whose size is no number', saying(`${chunked}zz\r\n`), 'bad-http', 'unreachable'],
  ['has a chunk whose size overflows', saying(`${chunked}ffffffffffffffffff\r\n`), 'bad-http', 'unreachable'],
  ['has a chunk that is longer than it says', saying(`${chunked}1\r\nabc\r\n0\r\n\r\n`), 'bad-http', 'unreachable'],
  [
    'switches protocols unasked',
    saying('HTTP/1.1 101 Go\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'),
    'bad-http',
    'unreachable',
  ],
  [
    'wants to go on, unasked',
    saying(Buffer.concat([Buffer.from('HTTP/1.1 100 Continue\r\n\r\n'), answered])),
    'bad-http',
    'unreachable',
  ],
];

const coded: readonly Case[] = [
  [
    'sends a bomb',
    saying(response(['Content-Encoding: gzip', `Content-Length: ${bomb.length}`], bomb)),
    'body-too-large',
    'no-identity',
  ],
  [
    'sends what it says is gzip',
    saying(response(['Content-Encoding: gzip', 'Content-Length: 4'], 'abcd')),
    'bad-encoding',
    'unreachable',
  ],
  [
    'sends half of what it compressed',
    saying(response(['Content-Encoding: br', 'Content-Length: 3'], brotliCompressSync('abcdefgh').subarray(0, 3))),
    'bad-encoding',
    'unreachable',
  ],
  [
    'compresses in a way of its own',
    saying(response(['Content-Encoding: own', 'Content-Length: 2'], 'ab')),
    'bad-encoding',
    'unreachable',
  ],
  [
    'compresses a hundred times',
    saying(response([`Content-Encoding: ${Array(100).fill('gzip').join()}`, 'Content-Length: 2'], 'ab')),
    'bad-encoding',
    'unreachable',
  ],
];

describe('a server that', () => {
  test.for([...hangUps, ...endless, ...broken, ...coded])('%s', async ([, behaviour, failure, code]) => {
    const expected = typeof failure === 'string' ? new RegExp(`^${failure}$`) : failure;
    // Time enough where it is not time that ends it.
    const timeout = expected.test('timeout') ? 40 : 5_000;
    await using server = await startBadServer(behaviour);
    const transport = openWire(parseTarget(server.target), timeout);

    const exchange = await transport.open().request({ cookie: '' });
    await transport.close();
    const error = await probe(server.target, { timeout }).catch((reason: unknown) => reason);

    expect(exchange.failure).toMatch(expected);
    expect(exchange.took).toBeLessThan(5_000);
    expect(error).toMatchObject({ name: 'ProbeError', code });
    // One line that ends in what to do.
    expect(String(error)).toMatch(/^ProbeError: http:\/\/sticky\.test\/ at 127\.0\.0\.1:[^\p{Cc}]+\. [^\p{Cc}]+[.?]$/u);
    expect(server.connections()).toBeLessThanOrEqual(5);
    // Much of it waits in the system's buffers on loopback, more of it on a busy machine. Without an end it would be gigabytes.
    expect(server.written()).toBeLessThan(256 * bodyLimit);
  });
});
