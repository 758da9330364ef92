import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSource } from '../../yaml/read-source.ts';
import { applyFixes } from '../fix.ts';
import { lint } from '../lint.ts';
import { problemDescriptions } from '../problems.ts';
import type { Finding } from '../rule.ts';
import { lintRules } from './index.ts';

/**
 * Each rule has `examples/ID.fail.yaml`, whose lines with `# <- ID` are those that the rule finds, and `examples/ID.pass.yaml`, in
 * which it finds nothing. Other rules find nothing in either, unless the example's head says so: `# also: ID, ID`.
 */
const folder = join(import.meta.dirname, 'examples');

function example(id: string, outcome: 'fail' | 'pass') {
  const file = `${id}.${outcome}.yaml`;
  const text = readFileSync(join(folder, file), 'utf8');
  const also = [...text.matchAll(/^# also: (.+)$/gm)].flatMap(([, ids = '']) => ids.split(/[\s,]+/));
  const marked = text
    .split('\n')
    .flatMap((line, index) => (new RegExp(`# <- ${id}(?![\\w-])`).test(line) ? [index + 1] : []));
  return { also, marked, source: readSource(text, file) };
}

const linesOf = (findings: readonly Finding[], id: string) => [
  ...new Set(findings.filter(({ rule }) => rule === id).map(({ place }) => place.line)),
];
const others = (findings: readonly Finding[], id: string, also: readonly string[]) =>
  findings.filter(({ rule }) => rule !== id && !also.includes(rule)).map(({ rule, place }) => `${rule}:${place.line}`);

const rules = [...lintRules, ...problemDescriptions];

describe.each(rules.map(({ id }) => id))('%s', (id) => {
  test('finds the marked lines of its failing example, and them alone', () => {
    const { also, marked, source } = example(id, 'fail');
    const findings = lint([source]);
    expect(marked).not.toEqual([]);
    expect(linesOf(findings, id)).toEqual(marked);
    expect(others(findings, id, also)).toEqual([]);
  });

  test('finds nothing in its passing example', () => {
    const { also, source } = example(id, 'pass');
    const findings = lint([source]);
    expect(linesOf(findings, id)).toEqual([]);
    expect(others(findings, id, also)).toEqual([]);
  });

  test('is silent where its fixes were made, and they are not made twice', () => {
    const { source } = example(id, 'fail');
    const findings = lint([source]).filter(({ rule, fix }) => rule === id && fix !== undefined);
    const [fixed] = applyFixes([source], findings);
    expect(fixed === undefined).toBe(findings.length === 0);
    if (fixed === undefined) return;
    const again = readSource(fixed.text, fixed.file);
    expect(again.problems).toEqual([]);
    const left = lint([again]).filter(({ rule, fix }) => rule === id && fix !== undefined);
    expect(left).toEqual([]);
    expect(applyFixes([again], left)).toEqual([]);
  });
});

test('each rule is described, and named as its file', () => {
  for (const { id, title, why, documentation } of rules) {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(title, id).toMatch(/^[A-Z`][^\n]*[^.\n]$/);
    expect(why, id).toMatch(/^[^\n]+\.$/);
    expect(documentation, id).toMatch(/^https:\/\//);
  }
  const files = readdirSync(join(folder, '..')).filter((file) => /^[a-z0-9-]+\.ts$/.test(file) && file !== 'index.ts');
  expect(lintRules.map(({ id }) => `${id}.ts`)).toEqual(files.toSorted());
});

test('there is no example without its rule', () => {
  const ids = readdirSync(folder).map((file) => file.replace(/\.(fail|pass)\.yaml$/, ''));
  expect([...new Set(ids)].toSorted()).toEqual(rules.map(({ id }) => id).toSorted());
});
