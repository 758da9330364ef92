import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { parse, YAMLError } from 'yaml';
import type { z } from 'zod';
import { ClusterError } from '../errors.ts';
import { kubeconfigSchema } from './schema.ts';

/** A named entry of a kubeconfig, and the folder that its relative paths start from. */
export interface Entry {
  readonly name: string;
  readonly folder: string;
  /** The entry with all its fields, not parsed yet. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Several files merged: of two entries with one name, the first wins, as with kubectl. */
export interface Kubeconfig {
  /** For messages: which files these are. */
  readonly source: string;
  readonly currentContext: string | undefined;
  readonly contexts: ReadonlyMap<string, Entry>;
  readonly clusters: ReadonlyMap<string, Entry>;
  readonly users: ReadonlyMap<string, Entry>;
}

/**
 * Reads one named file, else those of `$KUBECONFIG`, else `~/.kube/config`.
 *
 * @throws ClusterError `kubeconfig-missing`, `kubeconfig-invalid`
 */
export function readKubeconfig(named: string | undefined): Kubeconfig {
  const files = named === undefined ? defaultFiles() : [named];
  // As with kubectl, a list may name files that are not there yet; one file named on its own must be.
  const present = named === undefined ? files.filter((file) => existsSync(file)) : files;
  const source = files.join(delimiter);
  if (present.length === 0) {
    throw new ClusterError(
      'kubeconfig-missing',
      `No kubeconfig at ${source}: name one, set KUBECONFIG, or start the lab.`,
    );
  }
  const contexts = new Map<string, Entry>();
  const clusters = new Map<string, Entry>();
  const users = new Map<string, Entry>();
  let currentContext: string | undefined;
  for (const file of present) {
    const config = readFile(file);
    currentContext ??= config['current-context'] || undefined;
    addEntries(contexts, config.contexts, file);
    addEntries(clusters, config.clusters, file);
    addEntries(users, config.users, file);
  }
  return { source, currentContext, contexts, clusters, users };
}

function defaultFiles(): readonly string[] {
  const listed = (process.env.KUBECONFIG ?? '').split(delimiter).filter((file) => file !== '');
  return listed.length > 0 ? listed : [join(homedir(), '.kube', 'config')];
}

function readFile(file: string): z.infer<typeof kubeconfigSchema> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const message = missing
      ? `No kubeconfig at ${file}: check the path, or start the lab.`
      : `The kubeconfig ${file} cannot be read: check that it is a file that you may read.`;
    throw new ClusterError(missing ? 'kubeconfig-missing' : 'kubeconfig-invalid', message, { cause: error });
  }
  const parsed = kubeconfigSchema.safeParse(parseYaml(text, file) ?? {});
  if (parsed.success) return parsed.data;
  throw new ClusterError('kubeconfig-invalid', `The kubeconfig ${file} is not one: ${firstIssue(parsed.error)}.`);
}

function parseYaml(text: string, file: string): unknown {
  try {
    return parse(text, { logLevel: 'error', prettyErrors: true });
  } catch (error) {
    if (!(error instanceof YAMLError)) throw error;
    // The parser's own message quotes the file, and the quoted line may be a token: neither it nor a cause goes out.
    const line = error.linePos?.[0].line;
    const place = line === undefined ? '' : ` at line ${line}`;
    throw new ClusterError(
      'kubeconfig-invalid',
      `The kubeconfig ${file} is not YAML${place} (${error.code}): correct it.`,
    );
  }
}

function addEntries(
  entries: Map<string, Entry>,
  list: readonly ({ readonly name: string } & Record<string, unknown>)[] | null | undefined,
  file: string,
): void {
  for (const fields of list ?? []) {
    if (!entries.has(fields.name)) entries.set(fields.name, { name: fields.name, folder: dirname(file), fields });
  }
}

/** Where and what, without the value: it may be a credential. */
export function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'it is not as it should be';
  return issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`;
}
