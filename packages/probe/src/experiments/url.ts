import type { Observation } from '../planned.ts';
import { mayBePinned } from './address.ts';
import type { Experiment, PlanContext } from './experiment.ts';
import { enoughFor } from './fresh.ts';
import { provesStays, readingOf, type Stays } from './stays.ts';
import { planVariants, proveVariants } from './variants.ts';

/** HAProxy's `balance uri` looks at the path alone unless it is told `whole`; others take the query, too. */
const tests = [
  {
    experiment: 'url',
    test: 'url: query',
    noun: 'query',
    read: readingOf('url: query'),
    path: ({ pathname, search }: URL, number: number) =>
      `${pathname}${search === '' ? '?' : `${search}&`}sticky-probe=${number}`,
  },
  {
    experiment: 'url',
    test: 'url: path',
    noun: 'path',
    read: readingOf('url: path'),
    path: ({ pathname, search }: URL, number: number) =>
      `${pathname}${pathname.endsWith('/') ? '' : '/'}sticky-probe-${number}${search}`,
  },
] as const;

/** Where all new clients meet the same backend: the same client asks with other queries, and for other paths. */
export const url: Experiment = {
  name: 'url',
  plan: (seen, context) => {
    if (!mayBePinned(seen, context) || provingUrl(seen, context.log10Odds) !== undefined) return undefined;
    for (const { read, ...test } of tests) {
      const next = planVariants(seen, read(seen), { ...test, requests: requestsOf(test, context) }, context);
      if (next !== undefined) return next;
    }
    return undefined;
  },
  prove: (seen) => tests.map((test) => proveVariants(seen, test.read(seen), test, test.noun)),
};

function requestsOf({ path }: Pick<(typeof tests)[number], 'path'>, context: PlanContext) {
  return Array.from({ length: enoughFor(context) }, (_, index) => ({ path: path(context.url, index + 1) }));
}

/** The part of the URL that decides who answers. */
export function provingUrl(
  seen: readonly Observation[],
  log10Odds: number,
): { readonly noun: 'query' | 'path'; readonly stays: Stays } | undefined {
  const test = provingTest(seen, log10Odds);
  return test && { noun: test.noun, stays: test.read(seen) };
}

/** Paths and queries that lead to different backends, where that is known. */
export function pathsOf(seen: readonly Observation[], context: PlanContext): readonly string[] | undefined {
  const proving = provingTest(seen, context.log10Odds);
  if (proving === undefined) return undefined;
  return requestsOf(proving, context)
    .slice(0, proving.read(seen).holders.length)
    .map(({ path }) => path);
}

function provingTest(seen: readonly Observation[], log10Odds: number): (typeof tests)[number] | undefined {
  return tests.find(({ read }) => provesStays(read(seen), log10Odds));
}
