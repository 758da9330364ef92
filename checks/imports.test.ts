import { expect, test } from 'vitest';
import { importsOf } from './imports.ts';

test.each([
  `import a, { b as c } from 'x';`,
  `import 'x';`,
  `import type { T } from 'x';`,
  `export * from 'x';`,
  `export { a } from 'x';`,
  `export type { T } from 'x';`,
  `const a = await import('x');`,
  `type T = import('x').T;`,
  `import a = require('x');`,
  `const a = require('x');`,
])('finds x in: %s', (source) => {
  expect(importsOf('a.ts', source)).toEqual(['x']);
});

test('takes no text and no comment for an import', () => {
  expect(importsOf('a.ts', `// import 'x'\nconst a = "import 'y'"; load('z');`)).toEqual([]);
});

test('a file that cannot be parsed is an error, not a file without imports', () => {
  expect(() => importsOf('a.ts', 'import {')).toThrow(SyntaxError);
});
