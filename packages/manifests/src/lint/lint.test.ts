import { expect, test } from 'vitest';
import { applyFixes, lint, readSource } from '../index.ts';

function ingress(name: string, annotations: readonly string[], service = name): string {
  return `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ${name}
  annotations:
${annotations.map((annotation) => `    nginx.ingress.kubernetes.io/${annotation}\n`).join('')}spec:
  ingressClassName: nginx
  rules:
    - host: ${name}.example
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: ${service}
                port:
                  number: 80
`;
}

const summary = (texts: Readonly<Record<string, string>>) =>
  lint(Object.entries(texts).map(([file, text]) => readSource(text, file)))
    .filter(({ rule }) => rule !== 'retired-router')
    .map(({ rule, place, object }) => `${place.file}:${place.line}:${place.column} ${rule} ${object}`);

test('findings come in the order of files, lines and rules, whatever the order of the sources', () => {
  const b = ingress('b', ['affinity: Cookie', 'affinity-mode: Persistent']);
  const a = `${ingress('a', ['affinity: cookies'])}---\n${ingress('c', ['session-cookie-name: x'])}`;
  const expected = [
    'a.yaml:6:43 unknown-affinity Ingress a',
    'a.yaml:26:5 cookie-settings-without-affinity Ingress c',
    'b.yaml:6:43 unknown-affinity Ingress b',
    'b.yaml:7:48 unknown-affinity-mode Ingress b',
  ];
  expect(summary({ 'b.yaml': b, 'a.yaml': a })).toEqual(expected);
  expect(summary({ 'a.yaml': a, 'b.yaml': b })).toEqual(expected);
});

test('documents of several files are seen together', () => {
  const one = ingress('one', ['affinity: cookie', 'session-cookie-name: one'], 'shop');
  const two = ingress('two', ['affinity: cookie', 'session-cookie-name: two'], 'shop');
  expect(summary({ 'one.yaml': one })).toEqual([]);
  expect(summary({ 'one.yaml': one, 'two.yaml': two })).toEqual(['two.yaml:7:5 disagreeing-ingresses Ingress two']);
});

test('an object in a List is found where it stands', () => {
  const list = `apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: Service
    metadata:
      name: web
      namespace: shop
    spec:
      clusterIP: None
      sessionAffinity: ClientIP
`;
  expect(summary({ 'list.yaml': list })).toEqual(['list.yaml:11:24 headless-client-ip Service shop/web']);
});

test('a document that cannot be read hides no other', () => {
  expect(summary({ 'all.yaml': `a: [\n---\n${ingress('web', ['affinity: Cookie'])}---\nname: x\n` })).toEqual([
    'all.yaml:2:1 not-yaml undefined',
    'all.yaml:8:43 unknown-affinity Ingress web',
    'all.yaml:23:1 not-kubernetes undefined',
  ]);
});

test('hostile shapes are no trouble', () => {
  const shapes = ['[]', 'x', '1', 'null', '{}', '[null]', '{rules: [null, {http: {paths: [null, 1]}}]}'];
  for (const kind of ['Ingress', 'Service', 'Deployment', 'HorizontalPodAutoscaler', 'IngressClass', 'Pod']) {
    for (const spec of shapes) {
      for (const apiVersion of ['v1', 'networking.k8s.io/v1', 'apps/v1', 'autoscaling/v2']) {
        const text = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: constructor}\nspec: ${spec}\n`;
        expect(summary({ 'x.yaml': text }).filter((line) => !/ (not-|invalid-setting)/.test(line))).toEqual([]);
      }
    }
  }
});

test('fixes are made in their files alone, comments kept, and what several ask for is made once', () => {
  const good = ingress('good', ['affinity: cookie']);
  const bad = ingress('bad', ['affinity: Cookie # by cookie', 'session-cookie-samesite: lax']);
  const sources = [readSource(good, 'good.yaml'), readSource(bad, 'bad.yaml')];
  const findings = lint(sources);
  const [fixed, ...others] = applyFixes(sources, [...findings, ...findings]);
  expect(others).toEqual([]);
  expect(fixed).toEqual({
    file: 'bad.yaml',
    text: bad.replace('Cookie #', '"cookie" #').replace('samesite: lax', 'samesite: "Lax"'),
  });
});

test('what stands without quotes is put in quotes', () => {
  const text = ingress('web', ['affinity: cookie', 'session-cookie-max-age: 0o17', 'session-cookie-secure: yes']);
  const source = readSource(text, 'web.yaml');
  const findings = lint([source]);
  expect(findings.filter(({ rule }) => rule === 'not-a-string').map(({ place }) => place.line)).toContain(8);
  const [fixed] = applyFixes(
    [source],
    findings.filter(({ rule }) => rule === 'not-a-string'),
  );
  expect(readSource(fixed?.text ?? '').problems).toEqual([]);
  expect(fixed?.text).toContain('session-cookie-secure: "yes"');
});
