import { expect, test } from 'vitest';
import { listFiles, readText } from './repository.ts';

const files = listFiles();
const packages = files.filter((path) => /^(?:apps|packages)\/[^/]+\/package\.json$/.test(path));

test.each(packages)('%s has a README beside it that opens with a title', (path) => {
  const readme = path.replace('package.json', 'README.md');
  expect(files).toContain(readme);
  expect(readText(readme)).toMatch(/^# \S/);
});
