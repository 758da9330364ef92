/**
 * How much a name says about what it names.
 * `own`: one instance of the app (`pod`, `hostname`, `uuid`). `shared`: whoever served, which can be a proxy on the way
 * (`X-Served-By`, `server`). `unknown`: nothing; only the value looks like an instance's name.
 */
export type Grade = 'own' | 'shared' | 'unknown';

/**
 * What a value must look like for its name to be taken though it is the same in every answer. `loose`: have letters and
 * digits. `strict`: be a pod's name or a container's id, for two processes of one machine share its name.
 */
export type Alone = 'any' | 'loose' | 'strict' | 'never';

/** One value in an answer that may name who gave it. */
export interface Sighting {
  /** The identity text that reads it: `/pod/name`, `header:x-pod`, `regex:^Hostname: (\S+)`. */
  readonly by: string;
  readonly value: string;
  readonly grade: Grade;
  /** Among those of one grade, the least is taken first. */
  readonly rank: number;
  readonly alone: Alone;
}

/** After all that have a known name. */
export const unknownRank = 1_000;
