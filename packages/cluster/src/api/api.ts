import type { KubernetesObject } from '@sticky/manifests';
import { z } from 'zod';
import { ClusterError } from '../errors.ts';
import type { Connection } from './connection.ts';
import type { Asked } from './failures.ts';
import { type JsonObject, parseJson } from './json.ts';
import { isKindName, type Kind, kindOf, pathOf } from './kinds.ts';
import { type LiveObject, liveObjectSchema, type Observed, type ObservedKind, objectSchemas } from './objects.ts';

/** Who owns the fields that Sticky sets, in the words of server-side apply. */
export const FIELD_MANAGER = 'sticky';

export interface Listed<K extends ObservedKind> {
  readonly items: readonly Observed<K>[];
  /** Where a watch goes on. */
  readonly revision: string;
}

export interface WatchEvent<K extends ObservedKind> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: Observed<K>;
}

export interface WriteOptions {
  /** The server does all but keep the result. */
  readonly dryRun: boolean;
  readonly force?: boolean;
  readonly signal: AbortSignal | undefined;
}

interface Named {
  readonly kind: string;
  readonly name: string;
}

const PAGE = 500;

const listSchema = z.object({
  metadata: z.object({ resourceVersion: z.string().default(''), continue: z.string().optional() }),
  items: z
    .array(z.unknown())
    .nullish()
    .transform((items) => items ?? []),
});

const watchLineSchema = z.object({ type: z.string(), object: z.unknown() });
const bookmarkSchema = z.object({ metadata: z.object({ resourceVersion: z.string() }) });
const errorSchema = z.object({ message: z.string().default('the watch failed') });
const versionSchema = z.object({ gitVersion: z.string() });

/** The calls that this package makes, in one namespace. Every answer is parsed here. */
export class Api {
  readonly namespace: string;
  readonly #connection: Connection;

  constructor(connection: Connection, namespace: string) {
    this.#connection = connection;
    this.namespace = namespace;
  }

  /** Aborts when the connection is closed. */
  get closed(): AbortSignal {
    return this.#connection.closed;
  }

  async version(timeout: number, signal: AbortSignal | undefined): Promise<string> {
    const asked: Asked = { verb: 'connect' };
    const text = await this.#connection.send({ method: 'GET', path: '/version', asked, timeout, signal });
    const parsed = versionSchema.safeParse(parseJson(text));
    if (parsed.success) return parsed.data.gitVersion;
    const { server } = this.#connection.place;
    throw new ClusterError(
      'unreachable',
      `What answers at ${server} is not a Kubernetes API: check the address in the kubeconfig.`,
    );
  }

  /** The whole object; undefined when there is none. */
  async get({ kind, name }: Named, signal: AbortSignal | undefined): Promise<LiveObject | undefined> {
    const place = this.#kind(kind);
    const path = pathOf(place, this.namespace, name);
    try {
      const text = await this.#connection.send({
        method: 'GET',
        path,
        asked: { verb: 'get', kind: place, name },
        signal,
      });
      return this.#parse(liveObjectSchema, text);
    } catch (error) {
      if (error instanceof ClusterError && error.code === 'not-found') return undefined;
      throw error;
    }
  }

  async list<K extends ObservedKind>(kind: K, signal: AbortSignal | undefined): Promise<Listed<K>> {
    const place = kindOf(kind);
    const items: Observed<K>[] = [];
    let next: string | undefined;
    for (;;) {
      const text = await this.#connection.send({
        method: 'GET',
        path: pathOf(place, this.namespace),
        query: { limit: String(PAGE), continue: next, fieldSelector: fieldSelector(kind) },
        asked: { verb: 'list', kind: place },
        signal,
      });
      const page = this.#parse(listSchema, text);
      items.push(...page.items.map((item) => this.#object(kind, item)));
      next = page.metadata.continue || undefined;
      if (next === undefined) return { items, revision: page.metadata.resourceVersion };
    }
  }

  /**
   * Events after `revision`, until the server ends the watch, which it does after so many seconds: one that is silent for
   * longer is dead. The last value of a bookmark or event's revision is where the next one goes on.
   *
   * @throws ClusterError also when the revision is no longer kept: list again.
   */
  async *watch<K extends ObservedKind>(
    kind: K,
    revision: string,
    seconds: number,
    signal: AbortSignal,
  ): AsyncGenerator<WatchEvent<K> | { readonly type: 'BOOKMARK'; readonly revision: string }> {
    const place = kindOf(kind);
    const query = {
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion: revision,
      timeoutSeconds: String(seconds),
      fieldSelector: fieldSelector(kind),
    };
    const lines = this.#connection.lines({
      method: 'GET',
      path: pathOf(place, this.namespace),
      query,
      asked: { verb: 'watch', kind: place },
      signal,
      silence: seconds * 1000 + this.#connection.timeout,
    });
    for await (const line of lines) {
      const { type, object } = this.#parse(watchLineSchema, line);
      if (type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED')
        yield { type, object: this.#object(kind, object) };
      else if (type === 'BOOKMARK') {
        yield { type, revision: bookmarkSchema.parse(object).metadata.resourceVersion };
      } else throw new ClusterError('rejected', errorSchema.safeParse(object).data?.message ?? 'The watch failed.');
    }
  }

  /** Server-side apply. @throws ClusterError `conflict`, `rejected`, … */
  async apply(object: KubernetesObject, options: WriteOptions): Promise<LiveObject> {
    const force = options.force ? 'true' : undefined;
    return this.#patch(
      { kind: object.kind, name: object.metadata.name },
      'application/apply-patch+yaml',
      object,
      options,
      force,
    );
  }

  /** A JSON merge patch, RFC 7386. */
  async merge(ref: Named, patch: JsonObject, options: WriteOptions): Promise<LiveObject> {
    return this.#patch(ref, 'application/merge-patch+json', patch, options, undefined);
  }

  /** False when it is not there. With `uid`, deletes that very object and no other of its name. */
  async delete(ref: Named & { readonly uid?: string | undefined }, { dryRun, signal }: WriteOptions): Promise<boolean> {
    const kind = this.#kind(ref.kind);
    try {
      await this.#connection.send({
        method: 'DELETE',
        path: pathOf(kind, this.namespace, ref.name),
        body: {
          apiVersion: 'v1',
          kind: 'DeleteOptions',
          propagationPolicy: 'Background',
          ...(dryRun ? { dryRun: ['All'] } : {}),
          ...(ref.uid ? { preconditions: { uid: ref.uid } } : {}),
        },
        asked: { verb: 'delete', kind, name: ref.name },
        signal,
      });
      return true;
    } catch (error) {
      if (error instanceof ClusterError && error.code === 'not-found') return false;
      throw error;
    }
  }

  async log(pod: string, tailLines: number, signal: AbortSignal | undefined): Promise<string> {
    const kind = kindOf('Pod');
    return this.#connection.send({
      method: 'GET',
      path: `${pathOf(kind, this.namespace, pod)}/log`,
      query: { tailLines: String(tailLines) },
      asked: { verb: 'get', kind, subresource: 'log', name: pod },
      signal,
    });
  }

  async #patch(
    ref: Named,
    contentType: string,
    body: object,
    { dryRun, signal }: WriteOptions,
    force: string | undefined,
  ): Promise<LiveObject> {
    const kind = this.#kind(ref.kind);
    const text = await this.#connection.send({
      method: 'PATCH',
      path: pathOf(kind, this.namespace, ref.name),
      query: { fieldManager: FIELD_MANAGER, force, dryRun: dryRun ? 'All' : undefined, fieldValidation: 'Strict' },
      contentType,
      body,
      asked: { verb: 'patch', kind, name: ref.name },
      signal,
    });
    return this.#parse(liveObjectSchema, text);
  }

  #kind(name: string): Kind {
    if (isKindName(name)) return kindOf(name);
    throw new ClusterError('not-possible', `Sticky does not handle objects of the kind ${name}.`);
  }

  #object<K extends ObservedKind>(kind: K, value: unknown): Observed<K> {
    const schema: z.ZodType<unknown> = objectSchemas[kind];
    const parsed = schema.safeParse(value);
    // The schema at `kind` parses to the type at `kind`; the compiler does not follow the index.
    if (parsed.success) return parsed.data as Observed<K>;
    throw this.#unreadable();
  }

  #parse<T>(schema: z.ZodType<T>, text: string): T {
    const parsed = schema.safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    throw this.#unreadable();
  }

  #unreadable(): ClusterError {
    return new ClusterError(
      'rejected',
      `${this.#connection.place.server} gave an answer that is not Kubernetes': check the address, and any proxy on the way.`,
    );
  }
}

/** Events are many and mostly say that all is well. */
function fieldSelector(kind: ObservedKind): string | undefined {
  return kind === 'Event' ? 'type=Warning' : undefined;
}
