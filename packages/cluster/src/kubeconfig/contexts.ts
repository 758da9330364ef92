import { isAbsolute, join } from 'node:path';
import type { z } from 'zod';
import { ClusterError } from '../errors.ts';
import { type Entry, firstIssue, type Kubeconfig, readKubeconfig } from './files.ts';
import { clusterSchema, contextSchema, type execSchema, userSchema } from './schema.ts';

export interface ContextSummary {
  readonly name: string;
  readonly cluster: string;
  /** Empty when the kubeconfig does not say it: opening the context then says what is missing. */
  readonly server: string;
  readonly namespace: string;
  /** Whether kubectl would use it now. Sticky never does so by itself. */
  readonly current: boolean;
}

/** All that is needed to open a context, its paths absolute. Carries credentials: it never leaves this package. */
export interface ResolvedContext {
  readonly name: string;
  readonly namespace: string;
  readonly cluster: z.infer<typeof clusterSchema> & { readonly name: string };
  readonly user: z.infer<typeof userSchema> & { readonly name: string };
}

export type CredentialProgram = z.infer<typeof execSchema>;

const FILE_FIELDS = ['certificate-authority', 'client-certificate', 'client-key', 'tokenFile'];

/** The contexts of a kubeconfig, by name. Reads files only: no connection, no process. @throws ClusterError */
export function listContexts(options: { readonly kubeconfig?: string | undefined } = {}): readonly ContextSummary[] {
  const config = readKubeconfig(options.kubeconfig);
  return [...config.contexts.values()]
    .map((entry) => {
      const context = contextSchema.safeParse(entry.fields.context).data;
      const cluster = clusterSchema.safeParse(config.clusters.get(context?.cluster ?? '')?.fields.cluster).data;
      return {
        name: entry.name,
        cluster: context?.cluster ?? '',
        server: cluster?.server ?? '',
        namespace: context?.namespace || 'default',
        current: entry.name === config.currentContext,
      };
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** @throws ClusterError `kubeconfig-missing`, `kubeconfig-invalid`, `context-unknown` */
export function resolveContext(kubeconfig: string | undefined, name: string): ResolvedContext {
  const config = readKubeconfig(kubeconfig);
  const entry = config.contexts.get(name);
  if (entry === undefined) {
    const names = [...config.contexts.keys()].sort();
    const there = names.length === 0 ? 'it has none' : `it has ${names.map((known) => `"${known}"`).join(', ')}`;
    throw new ClusterError('context-unknown', `No context "${name}" in ${config.source}: ${there}.`);
  }
  const context = parseEntry(contextSchema, entry, 'context', config);
  const cluster = config.clusters.get(context.cluster);
  if (cluster === undefined) throw dangling(name, 'cluster', context.cluster, config);
  const user = context.user ? config.users.get(context.user) : undefined;
  if (context.user && user === undefined) throw dangling(name, 'user', context.user, config);
  return {
    name,
    namespace: context.namespace || 'default',
    cluster: { name: cluster.name, ...parseEntry(clusterSchema, cluster, 'cluster', config) },
    user: user === undefined ? { name: '' } : { name: user.name, ...parseUser(user, config) },
  };
}

function parseUser(entry: Entry, config: Kubeconfig): z.infer<typeof userSchema> {
  const user = parseEntry(userSchema, entry, 'user', config);
  // As in kubectl, a program's name without a folder is looked up in PATH, any other starts from the kubeconfig.
  const { exec } = user;
  if (exec && /[\\/]/.test(exec.command)) exec.command = absolute(entry.folder, exec.command);
  return user;
}

function parseEntry<T>(schema: z.ZodType<T>, entry: Entry, kind: string, config: Kubeconfig): T {
  const fields = entry.fields[kind];
  const parsed = schema.safeParse(withAbsolutePaths(fields ?? {}, entry.folder));
  if (parsed.success) return parsed.data;
  throw new ClusterError(
    'kubeconfig-invalid',
    `The ${kind} "${entry.name}" in ${config.source} cannot be used: ${firstIssue(parsed.error)}.`,
  );
}

function withAbsolutePaths(fields: unknown, folder: string): unknown {
  if (typeof fields !== 'object' || fields === null) return fields;
  const entries = Object.entries(fields).map(([key, value]) => [
    key,
    FILE_FIELDS.includes(key) && typeof value === 'string' && value !== '' ? absolute(folder, value) : value,
  ]);
  return Object.fromEntries(entries);
}

function absolute(folder: string, path: string): string {
  return isAbsolute(path) ? path : join(folder, path);
}

function dangling(context: string, kind: string, name: string, config: Kubeconfig): ClusterError {
  return new ClusterError(
    'kubeconfig-invalid',
    `The context "${context}" names the ${kind} "${name}", which ${config.source} does not have: add it or correct the context.`,
  );
}
