import { expect, test } from 'vitest';
import { lint, migrate, readDocuments, readSource } from '../index.ts';
import { bySameCluster } from './same-cluster.ts';

const source = (file: string, ...names: string[]) =>
  readSource(names.map((name) => `apiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\n`).join('---\n'), file);
const grouped = (...sources: ReturnType<typeof source>[]) =>
  bySameCluster(sources).map((group) => group.map(({ file }) => file));

test('files of different objects are of one cluster, whatever their folders', () => {
  expect(grouped(source('a/x.yaml', 'one'), source('b/y.yaml', 'two'), source('z.yaml'))).toEqual([
    ['a/x.yaml', 'b/y.yaml', 'z.yaml'],
  ]);
});

test('overlays, which say the same objects, are folder by folder', () => {
  expect(
    grouped(source('dev/x.yaml', 'one'), source('dev/y.yaml', 'two'), source('prod/x.yaml', 'one'), source('-', 'one')),
  ).toEqual([['dev/x.yaml', 'dev/y.yaml'], ['prod/x.yaml'], ['-']]);
});

test('examples in one folder are file by file, on Windows too', () => {
  expect(grouped(source('c\\x.yaml', 'one'), source('c\\y.yaml', 'one'), source('d\\x.yaml', 'one', 'one'))).toEqual([
    ['c\\x.yaml'],
    ['c\\y.yaml'],
    ['d\\x.yaml'],
  ]);
});

test('an environment is read, searched and moved without the others', () => {
  const overlay = (environment: string, name: string) =>
    readSource(
      `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations:
    nginx.ingress.kubernetes.io/affinity: cookie
    nginx.ingress.kubernetes.io/session-cookie-name: ${name}
spec:
  ingressClassName: nginx
  rules:
    - host: ${environment}.example
      http:
        paths:
          - { path: /, pathType: Prefix, backend: { service: { name: shop, port: { number: 80 } } } }
`,
      `${environment}/shop.yaml`,
    );
  const sources = [overlay('dev', 'one'), overlay('prod', 'two'), source('prod/other.yaml', 'other')];
  expect(readDocuments(sources).map(({ affinity }) => affinity)).toMatchObject([{ name: 'one' }, { name: 'two' }]);
  expect(lint(sources).map(({ rule }) => rule)).not.toContain('disagreeing-ingresses');
  const { files, rows } = migrate(sources, { to: 'haproxy-ingress' });
  expect(files.map(({ file }) => file)).toEqual(sources.map(({ file }) => file));
  expect(files[1]?.text).toContain('session-cookie-name: "two"');
  expect(files[2]?.text).toBe(sources[2]?.text);
  expect(rows.filter(({ subject }) => subject === 'cookie name').map(({ before }) => before)).toEqual(['one', 'two']);
});
