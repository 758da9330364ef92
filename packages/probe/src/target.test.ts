import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { generate } from 'selfsigned';
import { describe, expect, test } from 'vitest';
import { probe } from './probe.ts';
import { answer, pods, startRouter } from './routers.fixture.ts';
import { type ParsedTarget, parseTarget, shownTarget, type Target } from './target.ts';

const url = 'http://sticky.test/';

describe('a target', () => {
  test('that is a URL alone is that URL, less its fragment', () => {
    expect(parseTarget({ url: 'http://sticky.test/a?b#c' })).toEqual({ url: new URL('http://sticky.test/a?b') });
  });

  test.for<[given: Target, url: string, connectTo: ParsedTarget['connectTo']]>([
    [
      { url: 'http://10.0.0.1:8080/a?b', host: 'sticky.info' },
      'http://sticky.info/a?b',
      { host: '10.0.0.1', port: 8080 },
    ],
    [{ url: 'https://10.0.0.1/', host: 'sticky.info' }, 'https://sticky.info/', { host: '10.0.0.1', port: 443 }],
    [{ url: 'http://[::1]:81/', host: 'sticky.info:81' }, 'http://sticky.info:81/', { host: '::1', port: 81 }],
    [{ url: 'http://a//b/', host: 'sticky.info' }, 'http://sticky.info//b/', { host: 'a', port: 80 }],
    [
      { url: 'http://a/', host: 'sticky.info', connectTo: { host: 'b', port: 1 } },
      'http://sticky.info/',
      { host: 'b', port: 1 },
    ],
  ])('%j asks for its host at its address', ([given, asked, connectTo]) => {
    const parsed = parseTarget(given);
    expect(parsed.url.href).toBe(asked);
    expect(parsed.connectTo).toEqual(connectTo);
  });

  test('is shown without what may be secret, and with the way that is taken', () => {
    const parsed = parseTarget({
      url: 'http://10.0.0.1/a?secret',
      host: 'sticky.info',
      proxy: 'http://me:secret@proxy.test:3128',
      credentials: { bearer: 'secret' },
    });
    expect(shownTarget(parsed)).toBe('http://sticky.info/a?… at 10.0.0.1:80 through the proxy proxy.test:3128');
  });

  test.for<[given: Omit<Target, 'url'>, code: string]>([
    [{ host: '' }, 'invalid-url'],
    [{ host: 'secret@sticky.info' }, 'invalid-url'],
    [{ host: 'sticky.info/secret' }, 'invalid-url'],
    [{ host: 'sticky.info:99999' }, 'invalid-url'],
    [{ serverName: 'sticky.info:443' }, 'invalid-url'],
    [{ serverName: '10.0.0.1' }, 'invalid-url'],
    [{ serverName: '' }, 'invalid-url'],
    [{ fields: [['', 'secret']] }, 'invalid-field'],
    [{ fields: [['a b', 'secret']] }, 'invalid-field'],
    [{ fields: [['a', 'secret\r\nb: c']] }, 'invalid-field'],
    [{ fields: [['a', 'secret €']] }, 'invalid-field'],
    [{ fields: [['Host', 'secret']] }, 'invalid-field'],
    [{ fields: [['COOKIE', 'secret']] }, 'invalid-field'],
    [{ fields: [['Transfer-Encoding', 'secret']] }, 'invalid-field'],
    [{ fields: [['constructor', 'secret\n']] }, 'invalid-field'],
    [{ credentials: { basic: { user: 'secret:', password: '' } } }, 'invalid-credentials'],
    [{ credentials: { basic: { user: '', password: 'secret\n' } } }, 'invalid-credentials'],
    [{ credentials: { bearer: 'Bearer secret' } }, 'invalid-credentials'],
    [{ credentials: { bearer: '' } }, 'invalid-credentials'],
    [{ credentials: { bearer: 'a' }, fields: [['authorization', 'secret']] }, 'invalid-credentials'],
    [{ proxy: 'socks5://secret@proxy' }, 'invalid-proxy'],
    [{ proxy: '' }, 'invalid-proxy'],
    [{ proxy: 'http://me:secret%@proxy' }, 'invalid-proxy'],
    [{ proxy: 'http://me%3Asecret:x@proxy' }, 'invalid-proxy'],
    [{ redirects: 21 }, 'invalid-option'],
    [{ redirects: 0.5 }, 'invalid-option'],
    [{ forwardedFor: ['secret'] }, 'invalid-option'],
    [{ clientCertificate: { cert: 'secret', key: 'secret' } }, 'invalid-certificate'],
  ])('with %j is refused: %s', async ([given, code]) => {
    const error = await probe({ url, ...given }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'ProbeError', code });
    expect(String(error)).toMatch(/^[^\p{Cc}]+\.$/u);
    expect(String(error)).not.toMatch(/secret/);
  });

  test('with a client certificate that does not fit its key, or a key that does not open, is refused', async () => {
    const [mine, other] = [await generate([{ name: 'commonName', value: 'a' }]), await generate([])];
    const encrypted = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' },
    }).privateKey;
    const refusal = (key: string, passphrase?: string) => () =>
      parseTarget({
        url,
        clientCertificate: { cert: mine.cert, key, ...(passphrase !== undefined && { passphrase }) },
      });

    expect(refusal(mine.private)).not.toThrow();
    expect(refusal(other.private)).toThrow('the key is that of another certificate');
    expect(refusal(encrypted)).toThrow('the passphrase does not open the key');
    expect(refusal(encrypted, 'wrong')).toThrow('the passphrase does not open the key');
  });

  test('of whatever text is parsed, or refused with a ProbeError', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('url', 'host', 'serverName', 'proxy'), (text, what) => {
        try {
          parseTarget({ url, [what]: text });
        } catch (error) {
          expect(error).toMatchObject({ name: 'ProbeError' });
        }
      }),
    );
  });
});

describe('what a target says', () => {
  test('goes along with every request, and never into a report', async () => {
    let turn = 0;
    await using router = await startRouter((_, response) => answer(response, pods[turn++ % 2]));

    const report = await probe({
      ...router.target,
      fields: [
        ['X-Key', 'hush-field'],
        ['accept', 'text/plain'],
      ],
      credentials: { basic: { user: 'me', password: 'hush-pässword' } },
    });

    const authorization = `Basic ${Buffer.from('me:hush-pässword').toString('base64')}`;
    for (const { headers } of router.requests) {
      expect(headers).toMatchObject({ 'x-key': 'hush-field', accept: 'text/plain', authorization });
    }
    expect(JSON.stringify(report)).not.toMatch(/hush|Basic|bWU6/);
  });
});
