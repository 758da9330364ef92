import { describe, expect, test } from 'vitest';
import { proxyFor } from './proxy-for.ts';

const proxy = 'http://proxy.example:3128';

describe('the proxy for a URL', () => {
  test.for<[url: string, environment: Readonly<Record<string, string>>, found: string | undefined]>([
    ['http://a.test/', {}, undefined],
    ['http://a.test/', { HTTP_PROXY: proxy }, proxy],
    ['http://a.test/', { http_proxy: proxy, HTTP_PROXY: 'http://other' }, proxy],
    ['http://a.test/', { HTTPS_PROXY: proxy }, undefined],
    ['https://a.test/', { HTTPS_PROXY: proxy }, proxy],
    ['https://a.test/', { https_proxy: proxy }, proxy],
    ['https://a.test/', { HTTP_PROXY: proxy }, undefined],
    ['https://a.test/', { ALL_PROXY: proxy }, proxy],
    ['http://a.test/', { all_proxy: proxy, http_proxy: '' }, proxy],
    // A program that a web server starts: HTTP_PROXY is then the field "Proxy" of somebody's request.
    ['http://a.test/', { HTTP_PROXY: proxy, REQUEST_METHOD: 'GET' }, undefined],
    ['http://a.test/', { http_proxy: proxy, REQUEST_METHOD: 'GET' }, proxy],
    ['nowhere', { HTTP_PROXY: proxy }, undefined],
  ])('%s with %j is %s', ([url, environment, found]) => {
    expect(proxyFor(url, environment)).toBe(found);
  });

  test.for<[list: string, url: string, straight: boolean]>([
    ['*', 'http://a.test/', true],
    ['a.test', 'http://a.test/', true],
    ['A.TEST', 'http://a.test/', true],
    ['a.test', 'http://a.test./', true],
    ['a.test', 'http://www.a.test/', true],
    ['a.test', 'http://ba.test/', false],
    ['.a.test', 'http://www.a.test/', true],
    ['.a.test', 'http://a.test/', true],
    ['*.a.test', 'http://www.a.test/', true],
    ['a.test:8080', 'http://a.test:8080/', true],
    ['a.test:8080', 'http://a.test/', false],
    ['a.test:80', 'http://a.test/', true],
    ['a.test:443', 'https://a.test/', true],
    ['b.test, a.test', 'http://a.test/', true],
    ['b.test a.test', 'http://a.test/', true],
    ['b.test,,', 'http://a.test/', false],
    ['10.1.2.3', 'http://10.1.2.3/', true],
    ['10.1.2.3', 'http://10.1.2.30/', false],
    ['10.1.2.3:8080', 'http://10.1.2.3:8080/', true],
    ['10.0.0.0/8', 'http://10.1.2.3/', true],
    ['10.0.0.0/8', 'http://11.1.2.3/', false],
    ['10.0.0.0/99', 'http://10.1.2.3/', false],
    ['10.0.0.0/', 'http://10.1.2.3/', false],
    ['10.0.0.0/8', 'http://a.test/', false],
    ['fd00::/8', 'http://[fd00::1]/', true],
    ['fd00::1', 'http://[fd00::1]/', true],
    ['[fd00::1]:8080', 'http://[fd00::1]:8080/', true],
    ['[fd00::1]:8080', 'http://[fd00::1]/', false],
    ['.', 'http://a.test/', false],
    // What is on this machine, no proxy can reach.
    ['', 'http://localhost:8080/', true],
    ['', 'http://sticky.localhost/', true],
    ['', 'http://127.77.2.1/', true],
    ['', 'http://[::1]/', true],
  ])('with NO_PROXY "%s" leaves %s straight: %s', ([list, url, straight]) => {
    const environment = { ALL_PROXY: proxy, NO_PROXY: list };
    expect(proxyFor(url, environment)).toBe(straight ? undefined : proxy);
    expect(proxyFor(new URL(url), { all_proxy: proxy, no_proxy: list })).toBe(straight ? undefined : proxy);
  });
});
