import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bodyLimit, headLimit } from '../../wire/answer.ts';
import { ResponseHeads } from './response-heads.ts';
import { type Reading, ResponseReader } from './response-reader.ts';

interface Read {
  readonly reading: Reading;
  readonly status: number | undefined;
  readonly body: string;
  readonly keepsAlive: boolean | undefined;
  readonly hasExcess: boolean;
}

/** What a reader makes of pieces that come one after the other, and of the end of the connection behind them. */
function readPieces(pieces: readonly Buffer[], ends: boolean, reader = new ResponseReader(new ResponseHeads())): Read {
  reader.begin();
  let reading: Reading = 'more';
  let excess = false;
  for (const piece of pieces) {
    if (reading === 'more') {
      // As a socket's buffer: longer than what came, and overwritten by what comes next.
      const buffer = Buffer.concat([piece, Buffer.from('HTTP/1.1 500 stale\r\n\r\n')]);
      reading = reader.read(buffer, piece.length);
      buffer.fill('?');
    } else if (reading === 'whole') excess ||= piece.length > 0;
  }
  if (reading === 'more' && ends) reading = reader.end();
  const { head, body, hasExcess } = reader;
  if (reading !== 'whole') return { reading, status: undefined, body: '', keepsAlive: undefined, hasExcess: false };
  return { reading, status: head?.status, body, keepsAlive: head?.keepsAlive, hasExcess: hasExcess || excess };
}

function read(text: string, ends = true): Read {
  return readPieces([Buffer.from(text, 'latin1')], ends);
}

const ok = 'HTTP/1.1 200 OK\r\n';

describe('a whole response', () => {
  test.for<[what: string, text: string, body: string, keepsAlive: boolean]>([
    ['of a length', `${ok}Content-Length: 5\r\n\r\nhello`, 'hello', true],
    ['of no length', `${ok}content-length:0\r\n\r\n`, '', true],
    ['in chunks', `${ok}Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n003;a=b\r\nllo\r\n0\r\n\r\n`, 'hello', true],
    [
      'in chunks with trailers',
      `${ok}Transfer-Encoding: Chunked\r\n\r\nA \r\n0123456789\r\n0\r\nX: y\r\n\r\n`,
      '0123456789',
      true,
    ],
    ['until the connection ends', `${ok}\r\nhello`, 'hello', false],
    ['of HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi', 'hi', false],
    ['of HTTP/1.0 that stays', 'HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 2\r\n\r\nhi', 'hi', true],
    ['that is the last', `${ok}Connection: foo, Close\r\nContent-Length: 2\r\n\r\nhi`, 'hi', false],
    ['without a body', 'HTTP/1.1 204 No Content\r\n\r\n', '', true],
    ['without a body, though it says a length', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n', '', true],
    ['without a reason', 'HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nhi', 'hi', true],
    [
      'after others that are for information',
      `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n${ok}Content-Length: 2\r\n\r\nhi`,
      'hi',
      true,
    ],
    ['with bytes of any kind', `${ok}Content-Length: 3\r\n\r\n\u0000\u00ff\n`, '\u0000\u00ff\n', true],
  ])('%s', ([, text, body, keepsAlive]) => {
    expect(read(text)).toMatchObject({ reading: 'whole', body, keepsAlive, hasExcess: false });
  });

  test('tells its cookies one by one, and other fields joined', () => {
    const reader = new ResponseReader(new ResponseHeads());
    const text = `${ok}Set-Cookie: a=1, b\r\nX-Served-By: pod\r\nset-cookie: c=2\r\nx-served-by: node\r\nContent-Length: 0\r\n\r\n`;
    readPieces([Buffer.from(text)], true, reader);
    expect(reader.head).toMatchObject({ setCookie: ['a=1, b', 'c=2'], fields: { 'x-served-by': 'pod, node' } });
  });

  test('says so when bytes follow that nobody asked for', () => {
    expect(read(`${ok}Content-Length: 2\r\n\r\nhide`)).toMatchObject({ reading: 'whole', body: 'hi', hasExcess: true });
  });
});

describe('no response', () => {
  test.for<[what: string, text: string, reading: Reading]>([
    ['of another protocol', 'SSH-2.0-OpenSSH_9.2\r\n', 'not-http'],
    ['of HTTP/2', '\u0000\u0000\u0012\u0004', 'not-http'],
    ['of HTTP/1.2', 'HTTP/1.2 200 OK\r\n\r\n', 'not-http'],
    ['without a status', 'HTTP/1.1 OK\r\n\r\n', 'bad-http'],
    ['of status 99', 'HTTP/1.1 099 Odd\r\n\r\n', 'bad-http'],
    ['that changes the protocol', 'HTTP/1.1 101 Switching Protocols\r\n\r\n', 'bad-http'],
    ['that is only ever for information', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(33), 'bad-http'],
    ['with a folded field', `${ok}A: b\r\n c\r\nContent-Length: 0\r\n\r\n`, 'bad-http'],
    ['with a field without a colon', `${ok}A\r\nContent-Length: 0\r\n\r\n`, 'bad-http'],
    ['with a blank before the colon', `${ok}Content-Length : 0\r\n\r\n`, 'bad-http'],
    ['with a bare line feed', `${ok}A: b\nContent-Length: 0\r\n\r\n`, 'bad-http'],
    ['with a NUL in a field', `${ok}A: b\u0000\r\nContent-Length: 0\r\n\r\n`, 'bad-http'],
    ['of two lengths', `${ok}Content-Length: 2\r\nContent-Length: 2\r\n\r\nhi`, 'bad-http'],
    ['of a length and of chunks', `${ok}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 'bad-http'],
    ['of a length that is none', `${ok}Content-Length: -2\r\n\r\nhi`, 'bad-http'],
    ['of a coding that nobody asked for', `${ok}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`, 'bad-http'],
    ['with a chunk of no size', `${ok}Transfer-Encoding: chunked\r\n\r\n\r\nhi\r\n0\r\n\r\n`, 'bad-http'],
    [
      'with a chunk of a size that is none',
      `${ok}Transfer-Encoding: chunked\r\n\r\n0x2\r\nhi\r\n0\r\n\r\n`,
      'bad-http',
    ],
    ['with a chunk longer than it says', `${ok}Transfer-Encoding: chunked\r\n\r\n1\r\nhi\r\n0\r\n\r\n`, 'bad-http'],
    [
      'with a chunk of a size beyond all bounds',
      `${ok}Transfer-Encoding: chunked\r\n\r\n${'f'.repeat(13)}\r\n`,
      'bad-http',
    ],
    ['with an extension that has no end', `${ok}Transfer-Encoding: chunked\r\n\r\n1;${'x'.repeat(5_000)}`, 'bad-http'],
    [
      'with trailers that have no end',
      `${ok}Transfer-Encoding: chunked\r\n\r\n0\r\n${'A: b\r\n'.repeat(5_000)}`,
      'bad-http',
    ],
    ['cut off in the head', `${ok}Content-Le`, 'closed-early'],
    ['cut off in the body', `${ok}Content-Length: 5\r\n\r\nhell`, 'closed-early'],
    ['cut off in its chunks', `${ok}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n`, 'closed-early'],
    ['of nothing', '', 'closed-early'],
    ['with a head that has no end', `${ok}A: ${'x'.repeat(headLimit)}`, 'headers-too-large'],
    ['of a length beyond all bounds', `${ok}Content-Length: ${bodyLimit + 1}\r\n\r\n`, 'body-too-large'],
    ['that does not end', `${ok}\r\n${'x'.repeat(bodyLimit + 1)}`, 'body-too-large'],
    [
      'whose chunks do not end',
      `${ok}Transfer-Encoding: chunked\r\n\r\n${`10000\r\n${'x'.repeat(65_536)}\r\n`.repeat(17)}`,
      'body-too-large',
    ],
  ])('%s', ([, text, reading]) => {
    expect(read(text)).toMatchObject({ reading });
  });

  test('is known from its first bytes, so that nobody waits for more', () => {
    expect(read('\u0015\u0003\u0001', false).reading).toBe('not-http');
    expect(read('HTTP/2', false).reading).toBe('not-http');
    expect(read('HTT', false).reading).toBe('more');
  });
});

describe('for any bytes', () => {
  test('it makes no difference how they are cut', () => {
    fc.assert(
      fc.property(bytes, cuts, fc.boolean(), (whole, places, ends) => {
        expect(readPieces(cut(whole, places), ends)).toEqual(readPieces([whole], ends));
      }),
      { numRuns: 2_000 },
    );
  });

  test('one by one they give the same', () => {
    fc.assert(
      fc.property(bytes, (whole) => {
        expect(
          readPieces(
            [...whole].map((byte) => Buffer.of(byte)),
            true,
          ),
        ).toEqual(readPieces([whole], true));
      }),
      { numRuns: 1_000 },
    );
  });

  test('nothing of a response is left for the next one', () => {
    const reader = new ResponseReader(new ResponseHeads());
    fc.assert(
      fc.property(bytes, cuts, (whole, places) => {
        readPieces(cut(whole, places), true, reader);
        expect(readPieces([Buffer.from(`${ok}Content-Length: 2\r\n\r\nhi`)], true, reader)).toEqual({
          reading: 'whole',
          status: 200,
          body: 'hi',
          keepsAlive: true,
          hasExcess: false,
        });
      }),
      { numRuns: 2_000 },
    );
  });

  test('a body comes out as it went in, by its length and in chunks', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 5 }), cuts, (parts, places) => {
        const body = Buffer.concat(parts);
        const byLength = Buffer.concat([Buffer.from(`${ok}Content-Length: ${body.length}\r\n\r\n`), body]);
        const chunks = parts
          .filter(({ length }) => length > 0)
          .flatMap((part) => [Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n')]);
        const start = Buffer.from(`${ok}Transfer-Encoding: chunked\r\n\r\n`);
        const inChunks = Buffer.concat([start, ...chunks, Buffer.from('0\r\n\r\n')]);
        for (const whole of [byLength, inChunks]) {
          expect(readPieces(cut(whole, places), false)).toMatchObject({
            reading: 'whole',
            body: body.toString('latin1'),
          });
        }
      }),
    );
  });
});

function cut(whole: Buffer, places: readonly number[]): Buffer[] {
  const at = [
    0,
    ...places.map((place) => place % (whole.length + 1)).toSorted((one, other) => one - other),
    whole.length,
  ];
  return at.slice(1).map((end, index) => whole.subarray(at[index], end));
}

const cuts = fc.array(fc.nat({ max: 400 }), { maxLength: 6 });
/** Nearly responses: each part is likely right, and now and then it is not. */
const bytes = fc
  .tuple(
    fc.constantFrom(
      ok,
      ok,
      'HTTP/1.0 200 OK\r\n',
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n',
      'HTTP/1.1 204 \r\n',
      'HTTP/1.1 2',
      '',
    ),
    fc.array(
      fc.constantFrom(
        ...[
          'Content-Length: 5\r\n',
          'Content-Length: 0\r\n',
          'Transfer-Encoding: chunked\r\n',
          'Connection: close\r\n',
        ],
        ...['Connection: keep-alive\r\n', 'Set-Cookie: a=b; Path=/\r\n', 'A:b\r\n', 'A b\r\n', 'A: \n\r\n', '\r\r\n'],
      ),
      { maxLength: 3 },
    ),
    fc.constantFrom('\r\n', '\r\n', '\r\n', '\n', ''),
    fc.array(
      fc.constantFrom(
        '5\r\nhello\r\n',
        '0\r\n\r\n',
        '0\r\nA: b\r\n\r\n',
        '1;x=y\r\na\r\n',
        'hello',
        '\r\n',
        '\r',
        '\n',
        'g',
        'HTTP/1.1',
      ),
      { maxLength: 5 },
    ),
  )
  .map(([line, fields, end, body]) => Buffer.from(line + fields.join('') + end + body.join(''), 'latin1'));
