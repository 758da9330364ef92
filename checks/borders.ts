import { posix } from 'node:path';
import { importsOf } from './imports.ts';

/** A file by its path from the root of the repository, with `/` on every system. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Who may import whom of ours: what the program itself is made of. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'packages/manifests': [],
  'packages/probe': [],
  'packages/lab': ['@sticky/manifests'],
  'packages/cluster': ['@sticky/manifests', '@sticky/probe'],
  'apps/uuid-app': [],
  'apps/cli': ['@sticky/cluster', '@sticky/probe', '@sticky/manifests', '@sticky/lab'],
  'apps/extension': ['@sticky/cluster', '@sticky/probe', '@sticky/manifests', '@sticky/lab'],
};

/** What a package's tests, and their fixtures, may import of ours beside that: real parts to test on. */
const TESTS_MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'packages/cluster': ['@sticky/lab'],
};

/** Libraries that one part of the house keeps to itself. */
const ONLY_IN: Readonly<Record<string, readonly string[]>> = {
  vscode: ['apps/extension'],
  '@kubernetes/client-node': ['packages/cluster'],
  undici: ['packages/probe', 'packages/lab'],
};

/** Every import that crosses a border it should not, as `file: reason`. */
export function borderViolations(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) =>
    importsOf(file.path, file.text).flatMap((name) => {
      const reason = violation(file.path, name);
      return reason === undefined ? [] : [`${file.path}: ${reason}`];
    }),
  );
}

function violation(path: string, name: string): string | undefined {
  const home = /^(?:apps|packages)\/[^/]+/.exec(path)?.[0];
  if (home === undefined) return undefined;
  const allowed = MAY_IMPORT[home];
  if (allowed === undefined) return `${home} has no line in checks/borders.ts that says what it may import`;

  if (name.startsWith('.')) {
    const target = posix.join(posix.dirname(path), name);
    if (isTest(target) && !isTest(path)) return `"${name}" is there for tests alone`;
    if (target.startsWith(`${home}/`) || (isTool(path) && target.startsWith('scripts/'))) return undefined;
    return `"${name}" leaves ${home}: import the package by its name`;
  }
  const library = libraryOf(name);
  const keepers = ONLY_IN[library];
  if (keepers !== undefined && !keepers.includes(home)) return `"${name}" belongs to ${keepers.join(' and ')} alone`;
  if (!name.startsWith('@sticky/')) return undefined;
  if (name !== library) return `"${name}" reaches past the door of ${library}`;
  const besides = isTest(path) ? (TESTS_MAY_IMPORT[home] ?? []) : [];
  return [...allowed, ...besides].includes(name) ? undefined : `${home} must not import ${name}`;
}

/** `@a/b/c` is of the library `@a/b`, `a/b` of `a`. */
function libraryOf(name: string): string {
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
}

/** How an app is bundled, a package measured and its API documented is no part of it. */
function isTool(path: string): boolean {
  return posix.basename(path) === 'build.mjs' || /^packages\/[^/]+\/(bench|docs)\//.test(path);
}

function isTest(path: string): boolean {
  return /\.(?:test|fixture)\.ts$|\/(?:test|e2e)\//.test(path);
}
