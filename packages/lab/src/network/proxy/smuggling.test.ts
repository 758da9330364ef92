import { describe, expect, test } from 'vitest';
import { statusesIn, TestProxy } from '../../testing/proxy.ts';

async function start() {
  const proxy = await TestProxy.start();
  return { proxy, seen: await proxy.notingPod() };
}

/** If it is taken for a request of its own, somebody was misled. */
const SMUGGLED = 'GET /smuggled HTTP/1.1\r\nHost: a.info\r\n\r\n';

describe('where two readers could see two ends of a body, the request is refused and the connection ends', () => {
  test.each<[string, number, string]>([
    ['length and chunks', 400, 'Content-Length: 3\r\nTransfer-Encoding: chunked'],
    ['chunks and length', 400, 'Transfer-Encoding: chunked\r\nContent-Length: 3'],
    ['two lengths', 400, 'Content-Length: 0\r\nContent-Length: 44'],
    ['the same length twice', 400, 'Content-Length: 0\r\nContent-Length: 0'],
    ['a length twice in other letters', 400, 'Content-Length: 0\r\ncontent-LENGTH: 44'],
    ['a list of lengths', 400, 'Content-Length: 0, 44'],
    ['a list of equal lengths', 400, 'Content-Length: 0, 0'],
    ['no length', 400, 'Content-Length:'],
    ['a positive length', 400, 'Content-Length: +0'],
    ['a negative length', 400, 'Content-Length: -1'],
    ['a length in hexadecimal', 400, 'Content-Length: 0x0'],
    ['a length with a space in it', 400, 'Content-Length: 0 0'],
    ['a length behind a tab', 400, 'Content-Length:\t0'],
    ['a length with a fraction', 400, 'Content-Length: 0.0'],
    ['a length with an exponent', 400, 'Content-Length: 0e1'],
    ['a length with a separator', 400, 'Content-Length: 0_0'],
    ['a length that nobody can count', 400, 'Content-Length: 18446744073709551616'],
    ['a length in digits past ASCII', 400, 'Content-Length: \xb2'],
    ['a coding before chunked', 501, 'Transfer-Encoding: gzip, chunked'],
    ['a coding after chunked', 501, 'Transfer-Encoding: chunked, identity'],
    ['identity', 501, 'Transfer-Encoding: identity'],
    ['no coding', 501, 'Transfer-Encoding:'],
    ['an unknown coding', 501, 'Transfer-Encoding: xchunked'],
    ['a coding behind a tab', 501, 'Transfer-Encoding:\tchunked'],
    ['a coding before a tab', 501, 'Transfer-Encoding: chunked\t'],
    ['a coding in quotes', 501, 'Transfer-Encoding: "chunked"'],
    ['a coding with a parameter', 501, 'Transfer-Encoding: chunked;q=1'],
    ['a coding behind a vertical tab', 400, 'Transfer-Encoding: \x0bchunked'],
    ['a coding before NUL', 400, 'Transfer-Encoding: chunked\0'],
    ['chunked twice', 400, 'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked'],
    ['chunked, and another line', 400, 'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity'],
    ['another line, and chunked', 400, 'Transfer-Encoding: identity\r\nTransfer-Encoding: chunked'],
    ['chunked in a list of itself', 501, 'Transfer-Encoding: chunked, chunked'],
    ['a folded coding', 400, 'Transfer-Encoding:\r\n chunked'],
    ['a coding folded behind another field', 400, 'X-A: b\r\n\tTransfer-Encoding: chunked'],
    ['a space before the colon', 400, 'Transfer-Encoding : chunked'],
    ['a tab before the colon', 400, 'Transfer-Encoding\t: chunked'],
    ['a space before the first name', 400, ' Transfer-Encoding: chunked'],
    ['a length behind a bare carriage return', 400, 'X-A: b\rContent-Length: 44'],
    ['a length behind a bare line feed', 400, 'X-A: b\nContent-Length: 44'],
    ['a length behind two carriage returns', 400, 'X-A: b\r\r\nContent-Length: 44'],
    ['a length behind NUL', 400, 'X-A: b\0Content-Length: 44'],
    ['NUL in a name', 400, 'Content-Length\0: 44'],
    ['a line without a colon', 400, 'Content-Length'],
    ['a line without a name', 400, ': 44'],
  ])('%s: %i', async (_what, status, fields) => {
    const { proxy, seen } = await start();

    const answers = await proxy.exchange(`POST / HTTP/1.1\r\nHost: a.info\r\n${fields}\r\n\r\n0\r\n\r\n${SMUGGLED}`);

    expect(statusesIn(answers)).toEqual([status]);
    expect(answers).toContain('\r\nConnection: close\r\n');
    expect(seen).toEqual([]);
    expect(proxy.entries).toMatchObject([{ status, route: '', tries: [] }]);
  });

  test('chunks in HTTP/1.0, which knows none', async () => {
    const { proxy, seen } = await start();
    const head = 'POST / HTTP/1.0\r\nHost: a.info\r\nTransfer-Encoding: chunked\r\n\r\n';

    const answers = await proxy.exchange(`${head}0\r\n\r\n${SMUGGLED}`);

    expect(statusesIn(answers)).toEqual([400]);
    expect(seen).toEqual([]);
  });
});

describe('a field that only looks like a length stays behind, as nginx drops names like that', () => {
  test.each([
    ['an underscore for a hyphen', 'Content_Length: 44'],
    ['an underscore in the coding', 'Transfer_Encoding: chunked'],
    ['an odd character', 'Content-Length!: 44'],
    ['bytes past ASCII', 'Content-Length\xa0: 44'],
    ['quotes', '"Content-Length": 44'],
  ])('%s', async (_what, field) => {
    const { proxy, seen } = await start();

    const answers = await proxy.exchange(
      `GET /first HTTP/1.1\r\nHost: a.info\r\n${field}\r\n\r\nGET /second HTTP/1.1\r\nHost: a.info\r\nConnection: close\r\n\r\n`,
    );

    expect(statusesIn(answers)).toEqual([200, 200]);
    expect(seen.map(({ line }) => line)).toEqual(['GET /first', 'GET /second']);
    expect(seen.flatMap(({ fields }) => fields)).not.toContain(field.split(':')[0]);
  });
});

describe('the end of a body is told to the pod in the words of the proxy', () => {
  test.each([
    ['leading zeros', 'Content-Length: 0005\r\n\r\nhello', 'Content-Length', '5'],
    ['spaces around the length', 'Content-Length:   5  \r\n\r\nhello', 'Content-Length', '5'],
    ['capitals', 'TRANSFER-ENCODING: CHUNKED\r\n\r\n5\r\nhello\r\n0\r\n\r\n', 'Content-Length', '5'],
    ['an extension', 'Transfer-Encoding: chunked\r\n\r\n5;a="\\";b\r\nhello\r\n0;c\r\n\r\n', 'Content-Length', '5'],
    ['zeros before a size', 'Transfer-Encoding: chunked\r\n\r\n00005\r\nhello\r\n000\r\n\r\n', 'Content-Length', '5'],
    ['spaces after a size', 'Transfer-Encoding: chunked\r\n\r\n5  \r\nhello\r\n0\r\n\r\n', 'Content-Length', '5'],
  ])('%s', async (_what, rest, name, value) => {
    const { proxy, seen } = await start();

    const answers = await proxy.exchange(`POST / HTTP/1.1\r\nHost: a.info\r\nConnection: close\r\n${rest}`);

    expect(statusesIn(answers)).toEqual([200]);
    expect(seen).toMatchObject([{ body: 'hello' }]);
    expect(seen[0]?.fields.filter((field) => /^(content-length|transfer-encoding)$/i.test(field))).toEqual([name]);
    expect(seen[0]?.fields[seen[0].fields.indexOf(name) + 1]).toBe(value);
  });
});

describe('chunks that two readers could cut in two ways are refused', () => {
  test.each([
    ['no size', '\r\nhello\r\n0\r\n\r\n'],
    ['an extension without a size', ';a\r\nhello\r\n0\r\n\r\n'],
    ['a size in decimal with a sign', '+5\r\nhello\r\n0\r\n\r\n'],
    ['a negative size', '-5\r\nhello\r\n0\r\n\r\n'],
    ['a size with a prefix', '0x5\r\nhello\r\n0\r\n\r\n'],
    ['a size behind a space', ' 5\r\nhello\r\n0\r\n\r\n'],
    ['a size that is no number', 'g\r\nhello\r\n0\r\n\r\n'],
    ['a size past 64 bits', '10000000000000005\r\nhello\r\n0\r\n\r\n'],
    ['a size that ends in a bare line feed', '5\nhello\r\n0\r\n\r\n'],
    ['a size that ends in a bare carriage return', '5\rhello\r\n0\r\n\r\n'],
    ['an extension that ends in a bare line feed', '5;a\nhello\r\n0\r\n\r\n'],
    ['a control character in an extension', '5;\0\r\nhello\r\n0\r\n\r\n'],
    ['data that is shorter than its size', '6\r\nhello\r\n0\r\n\r\n'],
    ['data that is longer than its size', '4\r\nhello\r\n0\r\n\r\n'],
    ['data that ends in a bare line feed', '5\r\nhello\n0\r\n\r\n'],
    ['data that ends in a bare carriage return', '5\r\nhello\r0\r\n\r\n'],
    ['data that ends in nothing', '5\r\nhello0\r\n\r\n'],
    ['an end with a bare line feed', '5\r\nhello\r\n0\r\n\n'],
    ['a trailer with a bare line feed', '5\r\nhello\r\n0\r\nX-A: b\n\r\n'],
    ['a folded trailer', '5\r\nhello\r\n0\r\nX-A: b\r\n c\r\n\r\n'],
    ['a trailer without a colon', '5\r\nhello\r\n0\r\nGET / HTTP/1.1\r\n\r\n'],
    ['an endless extension', `5;${'a'.repeat(70_000)}\r\nhello\r\n0\r\n\r\n`],
    ['endless trailers', `5\r\nhello\r\n0\r\n${'X-A: b\r\n'.repeat(10_000)}\r\n`],
  ])('%s', async (_what, chunks) => {
    const { proxy, seen } = await start();

    const answers = await proxy.exchange(
      `POST / HTTP/1.1\r\nHost: a.info\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}${SMUGGLED}`,
    );

    expect(statusesIn(answers)).toEqual([400]);
    expect(answers).toContain('\r\nConnection: close\r\n');
    expect(seen).toEqual([]);
  });

  test('also in the middle of a body that streams: the pod sees that it is not whole', async () => {
    const proxy = await TestProxy.start({
      route: (request, test) => test.forwarding(request, { body: { most: Infinity, isBuffered: false } }),
    });
    const got: string[] = [];
    const ended = Promise.withResolvers<void>();
    await proxy.rawPod((socket) => {
      socket.on('data', (chunk) => got.push(chunk.toString('latin1')));
      socket.on('end', () => ended.resolve());
    });

    const answers = await proxy.exchange(
      `POST / HTTP/1.1\r\nHost: a.info\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n5\nworld\r\n0\r\n\r\n${SMUGGLED}`,
    );
    await ended.promise;

    expect(statusesIn(answers)).toEqual([400]);
    expect(got.join('')).toMatch(/^POST /);
    expect(got.join('')).not.toMatch(/world|0\r\n\r\n$/);
  });
});

test.each([
  ['a trailer that is a length', 'Content-Length: 44'],
  ['a trailer that is a coding', 'Transfer-Encoding: chunked'],
  ['a trailer that is a host', 'Host: b.info'],
  ['a trailer that is a cookie', 'Cookie: a=b'],
  ['a trailer that the route keeps for itself', 'X-Forwarded-For: 6.6.6.6'],
])('%s does not reach the pod', async (_what, trailer) => {
  const proxy = await TestProxy.start({
    route: (request, test) =>
      test.forwarding(request, { requestEdits: { remove: new Set(['x-forwarded-for']), add: [] } }),
  });
  const got: string[] = [];
  await proxy.rawPod((socket) => {
    socket.on('data', (chunk) => {
      got.push(chunk.toString('latin1'));
      if (got.join('').endsWith('0\r\n\r\n') || /\r\n\r\nhello$/.test(got.join('')))
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    });
  });
  const head = 'POST / HTTP/1.1\r\nHost: a.info\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n';

  const answers = await proxy.exchange(`${head}5\r\nhello\r\n0\r\n${trailer}\r\n\r\n`);

  expect(statusesIn(answers)).toEqual([200]);
  expect(got.join('')).not.toContain(trailer);
});
