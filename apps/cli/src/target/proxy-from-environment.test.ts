import { expect, it } from 'vitest';
import { proxyFromEnvironment } from './proxy-from-environment.ts';

const proxies = { HTTP_PROXY: 'http://plain.test:3128', https_proxy: 'secure.test:3129' };
const proxyFor = (url: string, noProxy?: string) =>
  proxyFromEnvironment(new URL(url), { ...proxies, ...(noProxy !== undefined && { NO_PROXY: noProxy }) });

it('takes the proxy of the scheme, and http where it names none', () => {
  expect(proxyFor('http://sticky.info/')).toBe('http://plain.test:3128');
  expect(proxyFor('https://sticky.info/')).toBe('http://secure.test:3129');
  expect(proxyFromEnvironment(new URL('http://sticky.info/'), {})).toBeUndefined();
});

it.each(['http://localhost:8080/', 'http://127.77.2.1/', 'https://[::1]/'])('takes none for %s', (url) => {
  expect(proxyFor(url)).toBeUndefined();
});

it.each([
  ['*', 'http://sticky.info/'],
  ['sticky.info', 'http://sticky.info/'],
  ['sticky.info', 'http://shop.sticky.info/'],
  ['.sticky.info', 'http://shop.sticky.info/'],
  ['*.sticky.info', 'http://shop.sticky.info/'],
  ['STICKY.info', 'http://Sticky.INFO./'],
  ['other.test, sticky.info', 'http://sticky.info/'],
  ['sticky.info:80', 'http://sticky.info/'],
  ['10.1.2.3', 'http://10.1.2.3:30080/'],
  ['10.0.0.0/8', 'http://10.1.2.3/'],
  ['fd00::/8', 'http://[fd00::1]/'],
  ['[fd00::1]', 'http://[fd00::1]/'],
  ['fd00::1', 'http://[fd00::1]/'],
])('NO_PROXY %s excepts %s', (noProxy, url) => {
  expect(proxyFor(url, noProxy)).toBeUndefined();
});

it.each([
  ['', 'http://sticky.info/'],
  ['.sticky.info', 'http://sticky.info/'],
  ['info', 'http://stickyinfo/'],
  ['sticky.info', 'http://notsticky.info/'],
  ['sticky.info:8080', 'http://sticky.info/'],
  ['10.0.0.0/8', 'http://11.1.2.3/'],
  ['10.0.0.0/8', 'http://sticky.info/'],
  ['10.0.0.0/99', 'http://10.1.2.3/'],
  ['10.0.0.0/8', 'http://[fd00::1]/'],
])('NO_PROXY %j does not except %s', (noProxy, url) => {
  expect(proxyFor(url, noProxy)).toBe('http://plain.test:3128');
});
