import { expect, test } from 'vitest';
import { parseTarget } from '../target.ts';
import type { Protocol } from '../transport.ts';
import { named, response, startBadServer } from './bad-servers.fixture.ts';
import { openWire } from './wire.ts';

const settings = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);
/** HEADERS with `:status: 200`, and DATA that ends the stream (RFC 9113, 6.1 and 6.2). */
const http2 = Buffer.concat([
  settings,
  Buffer.from([0, 0, 1, 1, 4, 0, 0, 0, 1, 0x88]),
  Buffer.from([0, 0, 12, 0, 1, 0, 0, 0, 1]),
  Buffer.from('{"uuid":"a"}'),
]);

/** Half a name is another name: an answer that breaks off is a failure wherever it does, and is no answer. */
test.for<[what: string, protocol: Protocol, whole: Buffer]>([
  ['with a length', 'http/1.1', named('a')],
  ['in chunks', 'http/1.1', response(['Transfer-Encoding: chunked'], '5\r\n{"uui\r\n7\r\nd":"a"}\r\n0\r\n\r\n')],
  ['after a hint', 'http/1.1', Buffer.concat([response(['Link: </a>'], '', '103 Early Hints'), named('a')])],
  ['by HTTP/2', 'h2', http2],
])('an answer %s is whole only at its last byte', async ([, protocol, whole]) => {
  let bytes = 0;
  let how: 'end' | 'reset' = 'end';
  await using server = await startBadServer({
    asked: (socket) => {
      if (how === 'end') socket.end(whole.subarray(0, bytes));
      else socket.write(whole.subarray(0, bytes), () => socket.resetAndDestroy());
    },
  });
  const transport = openWire(parseTarget(server.target), 2_000);
  const ask = async () => {
    const line = transport.open({ protocol });
    const exchange = await line.request({ cookie: '' });
    await line.close();
    return exchange;
  };

  for (bytes = 0; bytes < whole.length; bytes++) {
    how = bytes % 2 === 0 ? 'end' : 'reset';
    expect(await ask(), `${bytes} of ${whole.length} bytes`).toMatchObject({ failure: expect.any(String) });
  }
  how = 'end';
  expect(await ask()).not.toHaveProperty('failure');
  await transport.close();
});

test('a body of unknown length that is reset is a failure', async () => {
  await using server = await startBadServer({
    asked: (socket) => socket.write('HTTP/1.0 200 OK\r\n\r\n{"uuid"', () => socket.resetAndDestroy()),
  });
  const transport = openWire(parseTarget(server.target), 2_000);
  expect(await transport.open().request({ cookie: '' })).toMatchObject({
    failure: expect.stringMatching(/ECONNRESET|closed-early/),
  });
  await transport.close();
});
