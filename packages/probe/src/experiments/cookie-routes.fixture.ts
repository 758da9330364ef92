import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Evidence } from '../evidence.ts';
import type { HygieneFindingId } from '../hygiene/hygiene.ts';
import { type ExperimentName, type ProbeOptions, probe, type Report } from '../index.ts';
import { answer, pods, type Router } from '../routers.fixture.ts';

/** What becomes of one request: the pod that answers, and the cookies that it sets. */
export interface Routed {
  readonly pod?: number;
  readonly set?: readonly string[];
  /** Instead of an answer. */
  readonly status?: number;
}

/** A router as a function of the values of its cookie `key` in a request, in their order. */
export type KeyRoute = (keys: readonly string[], request: IncomingMessage) => Routed;

/** A request listener that routes by the cookie `key`. */
export function byKey(route: KeyRoute): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const pairs = (request.headers.cookie ?? '').split('; ');
    const keys = pairs.filter((pair) => pair.startsWith('key=')).map((pair) => pair.slice('key='.length));
    const { pod = 0, set = [], status } = route(keys, request);
    for (const cookie of set) response.appendHeader('set-cookie', cookie);
    if (status === undefined) answer(response, pods[pod]);
    else response.writeHead(status).end();
  };
}

export const anyPod = (number = 2) => Math.floor(Math.random() * number);

/** Any value leads to a pod, always to the same one. */
export function hashed(value: string, number = 2): number {
  return [...value].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) % 99_991, 7) % number;
}

/** `pod-0`, `pod-1`: the pod of a value that names one. */
export function named(value: string | undefined): number | undefined {
  const found = /^pod-([01])$/.exec(value ?? '')?.[1];
  return found === undefined ? undefined : Number(found);
}

/** Gives a cookie to whoever brings none that names a pod. */
export function pinning(attributes = '; Path=/; HttpOnly'): KeyRoute {
  return (keys) => {
    const known = named(keys.at(-1));
    if (known !== undefined) return { pod: known };
    const pod = anyPod();
    return { pod, set: [`key=pod-${pod}${attributes}`] };
  };
}

/** The report with the verdict's experiments and these. */
export function probeWith(
  router: Router,
  experiments: readonly ExperimentName[],
  options: ProbeOptions = {},
): Promise<Report> {
  return probe(router.target, { seed: 1, identity: '/uuid', ...options, experiments });
}

/** The rows of an experiment. */
export function rowsOf({ evidence }: Report, experiment: ExperimentName): readonly Evidence[] {
  return evidence.filter((row) => row.experiment === experiment);
}

/** The ids of what was found, but for a cookie's attributes. */
export function foundIn({ hygiene }: Report): readonly HygieneFindingId[] {
  const attributes: readonly HygieneFindingId[] = ['no-secure', 'no-samesite', 'no-httponly', 'readable-name'];
  return (hygiene?.findings ?? []).map(({ id }) => id).filter((id) => !attributes.includes(id));
}
