import { INGRESS_NGINX_ANNOTATIONS, INGRESS_NGINX_CANARY_ANNOTATIONS } from '@sticky/manifests';
import { expect, test } from 'vitest';
import { unsupportedAnnotations } from './support.ts';

const PREFIX = 'nginx.ingress.kubernetes.io/';

function told(annotations: Record<string, string>) {
  return unsupportedAnnotations(
    Object.fromEntries(Object.entries(annotations).map(([name, value]) => [`${PREFIX}${name}`, value])),
  ).map(({ annotation, support }) => [annotation.slice(PREFIX.length), support]);
}

test('what the lab acts on is not told of, nor are annotations of others', () => {
  const ours = Object.values({ ...INGRESS_NGINX_ANNOTATIONS, ...INGRESS_NGINX_CANARY_ANNOTATIONS });
  expect(unsupportedAnnotations(Object.fromEntries(ours.map((name) => [name, 'x'])))).toEqual([]);
  expect(unsupportedAnnotations({ 'nginx.org/sticky-cookie-services': 'x', 'example.com/a': 'b' })).toEqual([]);
});

test.each([
  ['auth-url', 'refuses'],
  ['auth-tls-secret', 'refuses'],
  ['satisfy', 'refuses'],
  ['configuration-snippet', 'denies'],
  ['custom-http-errors', 'leaves out'],
  ['limit-rps', 'leaves out'],
  ['affinty', 'unknown'],
])('%s: %s', (name, support) => {
  expect(told({ [name]: 'x' })).toEqual([[name, support]]);
});

test('a value that changes nothing is not told of', () => {
  expect(
    told({
      'backend-protocol': 'HTTP',
      'proxy-buffering': 'off',
      'proxy-http-version': '1.1',
      'enable-modsecurity': 'false',
      'limit-rps': '',
    }),
  ).toEqual([]);
  expect(told({ 'backend-protocol': 'HTTPS', 'enable-modsecurity': 'true' })).toEqual([
    ['backend-protocol', 'leaves out'],
    ['enable-modsecurity', 'refuses'],
  ]);
});

test('a slip is told with what was meant', () => {
  const [first] = unsupportedAnnotations({ [`${PREFIX}sesion-cookie-name`]: 'key' });
  expect(first?.message).toBe(
    `ingress-nginx does not know ${PREFIX}sesion-cookie-name, and ignores it: did you mean ${PREFIX}session-cookie-name?`,
  );
});
