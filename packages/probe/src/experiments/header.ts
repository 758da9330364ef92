import type { Observation, PlannedRequest } from '../planned.ts';
import { reading } from '../reading.ts';
import type { Field } from '../transport.ts';
import { provesCookie } from './cookie.ts';
import type { Experiment, PlanContext } from './experiment.ts';
import { alwaysOne, enoughFor, freshRequest, spreads } from './fresh.ts';
import { drawNext, opening, searchedEnough } from './next-draw.ts';
import { moves, provesStays, readingOf, type Stays } from './stays.ts';
import { planVariants, proveVariants } from './variants.ts';

/**
 * Header fields that may hold a client: those that the caller names, with values of this probe's own, and those that
 * answers give and a client brings back, as the Gateway API's session persistence by header has it.
 */
export const header: Experiment = {
  name: 'header',
  plan: planHeader,
  prove: (seen) =>
    headerTests(seen).map(({ name, kind, stays }) =>
      proveVariants(seen, stays, { experiment: 'header', test: testOf(kind, name) }, nounOf(kind)),
    ),
};

type Kind = 'own' | 'returned';

/** Fields that are there to hold a session say so; another one the caller has to name. */
const sessionField = /session|sticky|affinity|persist/;

function planHeader(seen: readonly Observation[], context: PlanContext): PlannedRequest | undefined {
  const { headers, log10Odds, readyBackends } = context;
  if (readyBackends === 1 || provesCookie(seen, log10Odds) || provingHeader(seen, log10Odds)) return undefined;
  if (!spreads(seen) && !alwaysOne(seen, log10Odds)) return undefined;
  for (const name of spreads(seen) ? givenFields(seen, headers) : []) {
    const next = planReturned(seen, name, context);
    if (next !== undefined) return next;
  }
  for (const name of headers) {
    const test = { experiment: 'header', test: testOf('own', name), carried: [name] } as const;
    const requests = Array.from({ length: enoughFor(context) }, (_, index) => ({
      fields: [[name, `sticky-probe-${index + 1}`] satisfies Field],
    }));
    const next = planVariants(seen, readTest(test.test, seen), { ...test, requests }, context);
    if (next !== undefined) return next;
  }
  return undefined;
}

/** A client gives back what the last answer gave it. */
function planReturned(
  seen: readonly Observation[],
  name: string,
  { log10Odds, random }: PlanContext,
): PlannedRequest | undefined {
  const test = testOf('returned', name);
  const stays = readTest(test, seen);
  if (moves(stays) || provesStays(stays, log10Odds) || searchedEnough(stays)) return undefined;
  const given = new Map(
    seen.flatMap(({ sample, fields }) => (fields[name] === undefined ? [] : [[sample.session, fields[name]]])),
  );
  const begun = stays.begun.filter(({ session }) => given.has(session));
  const lots = drawNext(
    { ...stays, begun },
    {
      test,
      open: opening,
      wanted: 6,
      held: (session) => (given.has(session) ? [name] : []),
      random,
    },
  );
  const session = lots.lots[lots.drawn]?.session;
  if (session === undefined) return { ...freshRequest(seen), draw: lots };
  const value = given.get(session);
  const fields = value === undefined ? {} : { fields: [[name, value] satisfies Field] };
  return { experiment: 'header', session, connection: 'new', cookies: 'none', ...fields, draw: lots };
}

/** Names of the fields that answers to new clients gave, and that may be there to be brought back. */
function givenFields(seen: readonly Observation[], headers: readonly string[]): readonly string[] {
  const names = new Set<string>();
  for (const { request, fields } of seen) {
    if (request.experiment !== 'fresh') continue;
    for (const name of Object.keys(fields)) if (sessionField.test(name) || headers.includes(name)) names.add(name);
  }
  return [...names].slice(0, 4);
}

/** The readings of each probe's tests, which have the names of the fields that are tried. */
const readings = new WeakMap<readonly Observation[], Map<string, (seen: readonly Observation[]) => Stays>>();

function readTest(test: string, seen: readonly Observation[]): Stays {
  const tests = readings.get(seen) ?? new Map<string, (seen: readonly Observation[]) => Stays>();
  readings.set(seen, tests);
  const read = tests.get(test) ?? readingOf(test);
  tests.set(test, read);
  return read(seen);
}

function testOf(kind: Kind, name: string): string {
  return `header ${kind}: ${name}`;
}

function nounOf(kind: Kind): string {
  return kind === 'own' ? 'value' : 'session';
}

interface HeaderTest {
  readonly kind: Kind;
  readonly name: string;
  readonly stays: Stays;
}

const begunTests = reading<ReadonlySet<string>>(new Set(), (tests, { request: { draw } }) =>
  draw === undefined || tests.has(draw.test) || !draw.test.startsWith('header ')
    ? tests
    : new Set(tests).add(draw.test),
);

/** The tests that were begun. */
export function headerTests(seen: readonly Observation[]): readonly HeaderTest[] {
  const tests = begunTests(seen);
  return [...tests].map((test) => {
    const [, kind, name = ''] = test.split(/^header (own|returned): /);
    return { kind: kind === 'own' ? 'own' : 'returned', name, stays: readTest(test, seen) };
  });
}

/**
 * All values of a field have led to the same backend, and no other has answered anybody since: it may be gone, and then so few
 * values are no proof that none of them leads there.
 */
export function awaitsAnother(seen: readonly Observation[]): boolean {
  return headerTests(seen).some(({ kind, name, stays }) => {
    const [home, ...others] = new Set(stays.holders.flatMap(({ home }) => home ?? []));
    if (home === undefined || others.length > 0 || moves(stays)) return false;
    const last = seen.findLastIndex(({ request }) => request.draw?.test === testOf(kind, name));
    return !seen.slice(last).some(({ sample }) => sample.backend !== undefined && sample.backend !== home);
  });
}

/** The header field that holds a client. */
export function provingHeader(seen: readonly Observation[], log10Odds: number): HeaderTest | undefined {
  return headerTests(seen).find(({ stays }) => provesStays(stays, log10Odds));
}
