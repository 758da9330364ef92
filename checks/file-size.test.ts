import { expect, test } from 'vitest';
import { readSources } from './repository.ts';

const LIMIT = 400;

/** Files that may be longer, each with the reason. */
const MAY_BE_LONGER: Readonly<Record<string, string>> = {};

test(`no source file is longer than ${LIMIT} lines without a reason`, () => {
  const longer = readSources()
    .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > LIMIT);
  const unexplained = longer.filter(({ path }) => !(path in MAY_BE_LONGER));
  expect(unexplained, 'split these, or give a reason in checks/file-size.test.ts').toEqual([]);

  const explained = longer.map(({ path }) => path).filter((path) => path in MAY_BE_LONGER);
  expect(Object.keys(MAY_BE_LONGER).sort(), 'reasons for files that are short by now').toEqual(explained);
});
