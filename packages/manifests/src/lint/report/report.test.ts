import { createRequire } from 'node:module';
import { Ajv, type AnySchemaObject } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Log } from 'sarif';
import { expect, test } from 'vitest';
import { findingsJson, lint, lintRules, readSource, renderFindingsSarif, renderFindingsText } from '../../index.ts';
import { findingsSchema } from './json.ts';

const text = `# Comment
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
  namespace: shop
  annotations:
    nginx.ingress.kubernetes.io/affinity: Cookie
spec:
  ingressClassName: nginx
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  sessionAffinity: ClientIP
  clusterIP: None
---
apiVersion: v1
kind: Service
metadata:
  name: other
spec:
  sessionAffinityConfig:
    clientIP:
      timeoutSeconds: 60`;
const sources = [readSource(text, 'deploy/a b.yaml')];
const findings = lint(sources);

test('text tells each finding with its line, and why once', () => {
  expect(`\n${renderFindingsText([...findings, ...findings].slice(0, 5), sources)}`).toMatchInlineSnapshot(`
    "
    deploy/a b.yaml:8:43 error unknown-affinity in Ingress shop/web
      "Cookie" is no affinity: write "cookie".
      "cookie", in small letters, is the only affinity of ingress-nginx: any other value counts as none, without a word.
      7 |   annotations:
      8 |     nginx.ingress.kubernetes.io/affinity: Cookie
        |                                           ^^^^^^
      fix: Write "cookie"

    deploy/a b.yaml:10:3 note retired-router in Ingress shop/web
      ingress-nginx is retired: move to another router; "sticky migrate" says what is kept of the affinity.
      ingress-nginx is retired since March 2026: nobody mends its security holes any more.
       9 | spec:
      10 |   ingressClassName: nginx
         |   ^^^^^^^^^^^^^^^^

    deploy/a b.yaml:17:20 error headless-client-ip in Service web
      Nothing stands between clients and pods to keep them: leave clusterIP out, or this.
      A headless Service has no address of its own: clients look up the pods and pick one themselves, and nobody keeps them there.
      16 | spec:
      17 |   sessionAffinity: ClientIP
         |                    ^^^^^^^^

    deploy/a b.yaml:25:3 error affinity-config-without-client-ip in Service other
      This needs sessionAffinity: ClientIP: add it, or take this out.
      The API server refuses a Service that configures an affinity it does not have.
      24 | spec:
      25 |   sessionAffinityConfig:
         |   ^^^^^^^^^^^^^^^^^^^^^
      fix: Ask for affinity by client address

    deploy/a b.yaml:8:43 error unknown-affinity in Ingress shop/web
      "Cookie" is no affinity: write "cookie".
      7 |   annotations:
      8 |     nginx.ingress.kubernetes.io/affinity: Cookie
        |                                           ^^^^^^
      fix: Write "cookie"

    "
  `);
  expect(renderFindingsText([], sources)).toBe('');
});

test('text shows nothing that could move the cursor', () => {
  const hostile = text
    .replace('Cookie', '"Coo\\e[2Jkie"')
    .replace('# Comment', '# \u001b[2J')
    .replace('name: web', 'name: "w\\u202eeb"');
  const source = readSource(hostile, 'a\u001b.yaml');
  expect(renderFindingsText(lint([source]), [source])).not.toMatch(/[\p{Cf}[\p{Cc}--\n]]/v);
});

test('text shows of an endless line what has room', () => {
  const long = text.replace('Cookie', `Cookie${'x'.repeat(5000)}`);
  const source = readSource(long, 'a.yaml');
  const lines = renderFindingsText(lint([source]), [source]).split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(400);
});

test('JSON keeps to its published schema: run "vitest -u" after a change', async () => {
  await expect(`${JSON.stringify(findingsSchema(), undefined, 2)}\n`).toMatchFileSnapshot(
    '../../../schema/sticky.findings.v1.schema.json',
  );
  const validate = new Ajv2020({ strictTypes: false }).compile(findingsSchema());
  const json = findingsJson(findings);
  expect(JSON.parse(JSON.stringify(json))).toEqual(json);
  expect(validate(json)).toBe(true);
  expect(validate({ ...json, version: 2 })).toBe(false);
  expect(json.findings.map(({ rule }) => rule)).toEqual(findings.map(({ rule }) => rule));
  expect(json.findings.find(({ rule }) => rule === 'unknown-affinity')?.fix?.edits).toEqual([
    {
      object: 'Ingress shop/web',
      kind: 'set',
      path: ['metadata', 'annotations', 'nginx.ingress.kubernetes.io/affinity'],
      value: 'cookie',
    },
  ]);
});

/** The official schema, as Microsoft's matchers for SARIF bring it; of draft 4, whose `id` Ajv calls `$id`. */
function sarifSchema(): AnySchemaObject {
  const schema: AnySchemaObject = createRequire(import.meta.url)(
    '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json',
  );
  const { $schema: _draft, id: _id, ...rest } = schema;
  return rest;
}

test('SARIF is what its official schema asks for', () => {
  const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(sarifSchema());
  const log: Log = JSON.parse(renderFindingsSarif(findings, sources));
  expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
  expect(validate({ ...log, version: '2.0.0' })).toBe(false);
  expect(validate(JSON.parse(renderFindingsSarif([])))).toBe(true);
});

test('SARIF describes every rule, and each result points at its own', () => {
  const log: Log = JSON.parse(renderFindingsSarif(findings, sources));
  const [run] = log.runs;
  const rules = run?.tool.driver.rules ?? [];
  expect(rules.map(({ id }) => id)).toEqual(lintRules.map(({ id }) => id));
  for (const { help, fullDescription, shortDescription } of rules) {
    expect([help?.text, fullDescription?.text, shortDescription?.text]).not.toContain(undefined);
  }
  for (const { ruleId, ruleIndex } of run?.results ?? []) expect(rules[ruleIndex ?? -1]?.id).toBe(ruleId);
});

test('SARIF gives the region of a finding, and the lines that mend it', () => {
  const log: Log = JSON.parse(renderFindingsSarif(findings, sources));
  const results = log.runs[0]?.results ?? [];
  const misspelt = results.find(({ ruleId }) => ruleId === 'unknown-affinity');
  expect(misspelt?.locations?.[0]?.physicalLocation).toEqual({
    artifactLocation: { uri: 'deploy/a%20b.yaml' },
    region: { startLine: 8, startColumn: 43, endLine: 8, endColumn: 49 },
  });
  expect(misspelt?.locations?.[0]?.logicalLocations?.[0]?.fullyQualifiedName).toBe('Ingress shop/web');
  expect(misspelt?.fixes?.[0]?.artifactChanges[0]?.replacements).toEqual([
    {
      deletedRegion: { startLine: 8, startColumn: 1, endLine: 9, endColumn: 1 },
      insertedContent: { text: '    nginx.ingress.kubernetes.io/affinity: "cookie"\n' },
    },
  ]);
  const unfixed = results.find(({ ruleId }) => ruleId === 'headless-client-ip');
  expect(unfixed?.fixes).toBeUndefined();
});

test('replacements of SARIF, made by hand, give what applying the fix gives', () => {
  const log: Log = JSON.parse(renderFindingsSarif(findings, sources));
  const fixes = (log.runs[0]?.results ?? []).flatMap((result) => result.fixes ?? []);
  expect(fixes.length).toBeGreaterThan(1);
  for (const fix of fixes) {
    const [replacement] = fix.artifactChanges[0]?.replacements ?? [];
    const { startLine = 0, endLine = 0, endColumn = 1 } = replacement?.deletedRegion ?? {};
    const lines = text.split(/(?<=\n)/);
    const rest = [(lines[endLine - 1] ?? '').slice(endColumn - 1), ...lines.slice(endLine)];
    const mended = [...lines.slice(0, startLine - 1), replacement?.insertedContent?.text, ...rest].join('');
    expect(lint([readSource(mended)]).length).toBe(findings.length - 1);
  }
});

test('fingerprints stay when lines come above', () => {
  const prints = (log: Log) => log.runs[0]?.results?.map(({ partialFingerprints }) => partialFingerprints);
  const below = [readSource(`# Another line\n${text}`, 'deploy/a b.yaml')];
  expect(prints(JSON.parse(renderFindingsSarif(lint(below), below)))).toEqual(
    prints(JSON.parse(renderFindingsSarif(findings, sources))),
  );
});

test.each([
  ['/srv/a#b.yaml', 'file:///srv/a%23b.yaml'],
  ['C:\\srv\\a.yaml', 'file:///C:/srv/a.yaml'],
  ['deploy\\a.yaml', 'deploy/a.yaml'],
])('the file %s is %s', (file, uri) => {
  const source = readSource(text, file);
  const log: Log = JSON.parse(renderFindingsSarif(lint([source])));
  expect(log.runs[0]?.results?.[0]?.locations?.[0]?.physicalLocation?.artifactLocation?.uri).toBe(uri);
});
