import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { lint, ManifestError, parseLintConfig, readSource } from '../index.ts';
import { lintConfigSchema } from './config.ts';

function messageOf(text: string): string {
  try {
    parseLintConfig(text);
  } catch (error) {
    if (error instanceof ManifestError && error.code === 'invalid-input') return error.message;
    throw error;
  }
  throw new Error('It was taken.');
}

test('a configuration says what it says', () => {
  expect(parseLintConfig('')).toEqual({ rules: {}, ignore: [] });
  expect(
    parseLintConfig(`
rules:
  retired-router: off
  one-replica: error
ignore:
  - rule: short-max-age
    file: charts/**
  - kind: Service
    namespace: shop
    name: web
`),
  ).toEqual({
    rules: { 'retired-router': 'off', 'one-replica': 'error' },
    ignore: [
      { rule: 'short-max-age', file: 'charts/**' },
      { kind: 'Service', namespace: 'shop', name: 'web' },
    ],
  });
});

test('what is wrong in a configuration is named with its line', () => {
  expect(messageOf('rules:\n  retired-router: off\n  retired-rooter: off\n')).toMatch(
    /^Line 3, rules\.retired-rooter: There is no such rule/,
  );
  expect(messageOf('rules:\n  retired-router: loud\n')).toMatch(/^Line 2, .*: Use one of off, note, warning, error\.$/);
  expect(messageOf('ignore:\n  - rule: nothing\n')).toMatch(/^Line 2, ignore\.0\.rule: There is no such rule/);
  expect(messageOf('ignore:\n  - rule: retired-router\n  - {}\n')).toMatch(/^Line 3, ignore\.1: Say what to ignore/);
  expect(messageOf('rule:\n  retired-router: off\n')).toMatch(/^Line 1, rule: There is no such field/);
  expect(messageOf('ignore:\n  - fiel: x\n')).toMatch(/^Line 2, ignore\.0\.fiel: There is no such field/);
  expect(messageOf('- rules\n')).toMatch(/^Line 1: This is of the wrong type/);
  expect(messageOf('rules: [\n')).toMatch(/^Line \d: This is not YAML/);
  expect(messageOf(`a: &a [${'x,'.repeat(50)}]\n${'b: [*a,*a,*a,*a,*a,*a]\n'}`)).toMatch(/There is no such field/);
});

const BAD = `apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: shop
spec:
  clusterIP: None
  sessionAffinity: ClientIP
`;
const found = (config: string, file = 'deploy/web.yaml', text = BAD) =>
  lint([readSource(text, file)], parseLintConfig(config)).map(({ rule, severity }) => `${severity} ${rule}`);

test('a rule has the severity that it is given, or is off', () => {
  expect(found('')).toEqual(['error headless-client-ip']);
  expect(found('rules: {headless-client-ip: note}')).toEqual(['note headless-client-ip']);
  expect(found('rules: {headless-client-ip: off}')).toEqual([]);
  expect(found('rules: {not-yaml: warning}', 'x', 'a: [')).toEqual(['warning not-yaml']);
  expect(found('rules: {not-yaml: off}', 'x', 'a: [')).toEqual([]);
});

test('a finding is left out when all that an entry says applies', () => {
  const left = ['error headless-client-ip'];
  expect(found('ignore: [{rule: headless-client-ip}]')).toEqual([]);
  expect(found('ignore: [{file: "deploy/**"}]')).toEqual([]);
  expect(found('ignore: [{file: "deploy/**"}]', 'deploy\\web.yaml')).toEqual([]);
  expect(found('ignore: [{file: "*.yaml"}]')).toEqual(left);
  expect(found('ignore: [{kind: Service, namespace: shop, name: web}]')).toEqual([]);
  expect(found('ignore: [{kind: Service, namespace: other}]')).toEqual(left);
  expect(found('ignore: [{rule: headless-client-ip, name: other}]')).toEqual(left);
});

test('a comment silences the line below it', () => {
  const silenced = (comment: string) =>
    found(
      '',
      'web.yaml',
      BAD.replace('  sessionAffinity', `  # sticky-lint-disable-next-line${comment}\n  sessionAffinity`),
    );
  expect(silenced(' headless-client-ip')).toEqual([]);
  expect(silenced(' one-replica, headless-client-ip')).toEqual([]);
  expect(silenced('')).toEqual([]);
  expect(silenced(' one-replica')).toEqual(['error headless-client-ip']);
});

test('the schema of sticky.lint.yaml is published as it is: run "vitest -u" after a change', async () => {
  const schema = lintConfigSchema();
  await expect(`${JSON.stringify(schema, undefined, 2)}\n`).toMatchFileSnapshot(
    '../../schema/sticky.lint.v1.schema.json',
  );
  const validate = new Ajv2020().compile(schema);
  expect(validate({ rules: { 'retired-router': 'off' }, ignore: [{ rule: 'short-max-age', file: 'x' }] })).toBe(true);
  expect(validate({ rules: { 'retired-rooter': 'off' } })).toBe(false);
  expect(validate({ ignore: [{ fiel: 'x' }] })).toBe(false);
});
