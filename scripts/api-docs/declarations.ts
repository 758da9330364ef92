import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Comment, type Program, parseSync, type Statement, Visitor } from 'oxc-parser';

/** One export of a package's door, as its source declares it. */
export interface Declaration {
  readonly name: string;
  /** Its doc comment without the stars; undefined when it has none. */
  readonly comment?: string;
  /** The declaration in TypeScript, with the comments of its members and without a function's body. */
  readonly code: string;
  /** Names of the types that it is made of. */
  readonly types: readonly string[];
}

interface Range {
  readonly start: number;
  readonly end: number;
}

interface Source {
  readonly text: string;
  readonly program: Program;
  readonly comments: readonly Comment[];
}

/**
 * What a door exports, in its order. It may only hand on names of other files (`export { x } from './x.ts'`).
 *
 * @param door path of the `index.ts`
 * @throws Error when the door has another statement, or a name is not declared where the door says
 */
export function declarationsOf(door: string): readonly Declaration[] {
  return read(door).program.body.flatMap((statement) => {
    if (statement.type !== 'ExportNamedDeclaration' || statement.source === null) {
      throw new Error(`${door} does more than to hand on names: ${statement.type}`);
    }
    const from = read(join(dirname(door), statement.source.value));
    return statement.specifiers.map(({ local, exported }) => {
      if (local.type !== 'Identifier' || exported.type !== 'Identifier') {
        throw new Error(`${door} exports what has no plain name`);
      }
      const declaration = declarationOf(local.name, from, door);
      const code = declaration.code.replace(new RegExp(`\\b${local.name}\\b`), exported.name);
      return { ...declaration, name: exported.name, code };
    });
  });
}

function read(path: string): Source {
  const text = readFileSync(path, 'utf8');
  const { program, comments, errors } = parseSync(path, text);
  if (errors[0]) throw new Error(`${path}: ${errors[0].message}`);
  return { text, program, comments };
}

function declarationOf(name: string, { text, program, comments }: Source, door: string): Declaration {
  const statement = program.body.find((candidate) => declares(candidate, name));
  if (statement?.type !== 'ExportNamedDeclaration' || !statement.declaration) {
    throw new Error(`${name} is not declared where ${door} takes it from`);
  }
  const { declaration, start } = statement;
  const body = declaration.type === 'FunctionDeclaration' ? declaration.body : null;
  const code = text.slice(start, body?.start ?? declaration.end).trimEnd();
  // The comment that ends where the declaration begins.
  const above = comments.findLast(({ type, end }) => type === 'Block' && end <= start);
  const isDoc = above?.value.startsWith('*') && text.slice(above.end, start).trim() === '';
  return {
    name,
    code,
    types: typesIn({ start, end: start + code.length }, program),
    ...(above && isDoc && { comment: prose(above.value) }),
  };
}

/** Those of this project: without type parameters, and without what comes from other packages. */
function typesIn(range: Range, program: Program): readonly string[] {
  const types = new Set<string>();
  const others = new Set<string>();
  const isWithin = ({ start, end }: Range) => start >= range.start && end <= range.end;
  new Visitor({
    TSTypeReference: (reference) => {
      if (isWithin(reference) && reference.typeName.type === 'Identifier') types.add(reference.typeName.name);
    },
    TSTypeParameter: (parameter) => {
      if (isWithin(parameter)) others.add(parameter.name.name);
    },
    ImportDeclaration: ({ source, specifiers }) => {
      if (!source.value.startsWith('.')) for (const { local } of specifiers) others.add(local.name);
    },
  }).visit(program);
  return [...types].filter((name) => !others.has(name));
}

function declares(statement: Statement | Program['body'][number], name: string): boolean {
  if (statement.type !== 'ExportNamedDeclaration' || !statement.declaration) return false;
  const { declaration } = statement;
  if (declaration.type === 'VariableDeclaration') {
    return declaration.declarations.some(({ id }) => id.type === 'Identifier' && id.name === name);
  }
  return 'id' in declaration && declaration.id?.type === 'Identifier' && declaration.id.name === name;
}

/** A doc comment as text: without its stars. */
function prose(comment: string): string {
  return comment
    .slice(1)
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
    .join('\n')
    .trim();
}
