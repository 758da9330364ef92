import { describe, expect, test } from 'vitest';
import type { Answer } from './answer.ts';
import { parseIdentity } from './parse-identity.ts';

function answer({ body = '', ...rest }: Partial<Omit<Answer, 'body'>> & { body?: string }): Answer {
  return { status: 200, fields: {}, setCookie: [], ...rest, body: new TextEncoder().encode(body) };
}

describe('an identity text reads', () => {
  test.for<[by: string, from: Answer, name: string]>([
    ['/pod/name', answer({ body: '{"pod":{"name":"web-1"}}' }), 'web-1'],
    ['header:X-Pod', answer({ fields: { 'x-pod': ' web-1 ' } }), 'web-1'],
    ['header:x-upstream', answer({ fields: { 'x-upstream': '10.0.0.1:80, [fd00::2]:80' } }), '[fd00::2]:80'],
    [
      'header:x-upstream',
      answer({ fields: { 'x-upstream': '10.0.0.1:80, 10.0.0.2:80 : unix:/run/app' } }),
      'unix:/run/app',
    ],
    ['header:x-list', answer({ fields: { 'x-list': 'a, b' } }), 'a, b'],
    [
      'header:Server-Timing/pod',
      answer({ fields: { 'server-timing': 'db;dur=5, pod;dur=1;desc="web, 1"' } }),
      'web, 1',
    ],
    ['header:server-timing/host', answer({ fields: { 'server-timing': 'host;desc=web-1' } }), 'web-1'],
    ['regex:Hostname: (\\S+)', answer({ body: 'Hi\nHostname: web-1\n' }), 'web-1'],
    ['regex:web-\\d', answer({ body: 'I am web-7.' }), 'web-7'],
    ['regex:^pod=(.*)$', answer({ body: 'a=b\npod=web-1\nc=d' }), 'web-1'],
  ])('%s', ([by, from, name]) => {
    expect(parseIdentity(by).read(from)).toBe(name);
  });

  test.for<[by: string, from: Answer]>([
    ['/uuid', answer({ body: 'uuid' })],
    ['header:x-pod', answer({ body: 'x-pod' })],
    ['header:x-pod', answer({ fields: { 'x-pod': '' } })],
    ['header:x-pod', answer({ fields: { 'x-pod': 'x'.repeat(257) } })],
    ['header:server-timing/pod', answer({ fields: { 'server-timing': 'pod;dur=5' } })],
    ['cookie:srv', answer({ setCookie: ['other=1'] })],
    ['cookie:srv', answer({ setCookie: ['srv=; Max-Age=0'] })],
    ['regex:(a)?b', answer({ body: 'b' })],
    ['body', answer({})],
  ])('%s: nobody where nothing is said', ([by, from]) => {
    expect(parseIdentity(by).read(from)).toBeUndefined();
  });

  test('a cookie that the answer sets, by a digest: its value is for no report', () => {
    const { read } = parseIdentity('cookie:srv');
    const [one, other] = ['s1', 's2'].map((value) => read(answer({ setCookie: ['a=b', `srv=${value}; Path=/`] })));

    expect(one).toMatch(/^[0-9a-f]{12}$/);
    expect(read(answer({ setCookie: ['srv=s1; HttpOnly'] }))).toBe(one);
    expect(other).not.toBe(one);
  });

  test('a body, by a digest', () => {
    const { read } = parseIdentity('body');

    expect(read(answer({ body: 'blue' }))).toBe(read(answer({ body: 'blue' })));
    expect(read(answer({ body: 'blue' }))).not.toBe(read(answer({ body: 'green' })));
  });

  test('a name as it may be shown', () => {
    expect(parseIdentity('header:x-pod').read(answer({ fields: { 'x-pod': 'web\u001b[31m' } }))).toBe('web\ufffd[31m');
  });

  test('a hostile body in linear time', () => {
    const { read } = parseIdentity('regex:^(?:(?:a|aa)+)+$');
    const started = performance.now();

    read(answer({ body: `${'a'.repeat(1_000_000)}!` }));

    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('what is no identity text says what to write', () => {
  test.for<[text: string, says: string]>([
    ['uuid', 'Write /json/pointer, header:NAME'],
    ['Header:x', 'Write /json/pointer, header:NAME'],
    ['/a~2', 'Write it as /uuid or /pod/name'],
    ['header:', 'Not the name of a header field'],
    ['header:x pod', 'Not the name of a header field'],
    ['header:server-timing/', 'Not the name of a header field'],
    ['header:Set-Cookie', 'write cookie:NAME'],
    ['cookie:a=b', 'Not the name of a cookie'],
    ['regex:', 'The regular expression is empty'],
    ['regex:(', 'Not a regular expression of RE2'],
    ['regex:(?=a)', 'Not a regular expression of RE2'],
    ['regex:(a)\\1', 'Not a regular expression of RE2'],
    ['regex:(?:a{500}){500}', 'its repetitions are too many'],
    [`regex:${'a?'.repeat(250)}`, 'it is too large'],
    [`/${'x'.repeat(512)}`, 'longer than 512 characters'],
    ['/a\nb', 'a character that cannot be shown'],
  ])('%j: %s', ([text, says]) => {
    expect(() => parseIdentity(text)).toThrow(
      expect.objectContaining({ code: 'invalid-option', message: expect.stringContaining(says) }),
    );
  });
});
