import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { goldenFolders, goldens } from '../../golden-files.ts';
import { parseDocuments, renderMigrationMarkdown, validateObject } from '../index.ts';
import { remarksOf } from './remarks.ts';

test('every folder is in the list', () => {
  expect(
    goldens()
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual(goldenFolders().toSorted());
});

describe.each(goldens())('$name', ({ folder, before, migrate }) => {
  const expected = (file: string) => readFileSync(join(folder, file), 'utf8');

  test('gives what an expert would write', () => {
    const [file] = migrate().files;
    expect(file?.text).toBe(expected('after.yaml'));
  });

  test('comes with a table of all that changes', () => {
    expect(renderMigrationMarkdown(migrate())).toBe(expected('table.md'));
  });

  test('says why', () => {
    expect(existsSync(join(folder, 'reasons.md'))).toBe(true);
  });

  test('keeps every comment, and can be read', () => {
    const after = expected('after.yaml');
    const texts = after.split(/^---$/m).flatMap((text) => remarksOf(text).map((remark) => remark.text));
    for (const document of before.split(/^---$/m)) {
      for (const { text } of remarksOf(document)) expect(texts).toContain(text);
    }
    const objects = parseDocuments(after);
    expect(objects.length).toBeGreaterThan(0);
    expect(objects.flatMap(validateObject)).toEqual([]);
  });
});
