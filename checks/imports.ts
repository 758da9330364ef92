import { parseSync, Visitor } from 'oxc-parser';

/**
 * What a TypeScript or JavaScript file imports, in whatever form: `import`, `export … from`, `import()`, `require()`,
 * `import type` and `import('x').T`. A module that is only known at run time is not among them.
 *
 * @throws SyntaxError when the file cannot be parsed
 */
export function importsOf(path: string, source: string): readonly string[] {
  const { program, errors } = parseSync(path, source);
  const [error] = errors;
  if (error !== undefined) throw new SyntaxError(`${path}: ${error.message}`);

  const found = new Set<string>();
  const add = (node: { readonly type: string; readonly value?: unknown } | null) => {
    if (node?.type === 'Literal' && typeof node.value === 'string') found.add(node.value);
  };
  new Visitor({
    ImportDeclaration: ({ source }) => add(source),
    ExportNamedDeclaration: ({ source }) => add(source),
    ExportAllDeclaration: ({ source }) => add(source),
    ImportExpression: ({ source }) => add(source),
    TSImportType: ({ source }) => add(source),
    TSExternalModuleReference: ({ expression }) => add(expression),
    CallExpression: ({ callee, arguments: [first] }) => {
      if (callee.type === 'Identifier' && callee.name === 'require') add(first ?? null);
    },
  }).visit(program);
  return [...found];
}
