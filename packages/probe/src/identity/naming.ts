import type { Experiment } from '../experiments/experiment.ts';
import { freshRequest } from '../experiments/fresh.ts';
import type { Observation } from '../planned.ts';
import type { ReportIdentity } from '../report.ts';
import type { ParsedTarget } from '../target.ts';
import type { Answer, ReadIdentity } from './answer.ts';
import { readAtOnce } from './at-once.ts';
import { carriedTo } from './carried.ts';
import { type Discovery, discover } from './discover.ts';
import { nothingFound } from './nothing-found.ts';
import { parseIdentity } from './parse-identity.ts';
import { type Sightings, sightingsOf } from './sightings.ts';

/** Who gave an answer: known from the start, or found out in the first fresh answers. */
export interface Naming {
  readonly read: ReadIdentity;
  /** What an answer says, as long as it is not known yet where it names its backend. */
  look(answer: Answer): Sightings | undefined;
  /** Fresh requests until it is known: the same that the probe sends anyway, to see how the route spreads new clients. */
  readonly discovery: Experiment;
  /**
   * Ends the discovery: the answers so far, each with its backend's name.
   *
   * @throws ProbeError `no-identity` when there are answers and nothing names who gave them
   */
  settle(seen: readonly Observation[]): readonly Observation[];
  readonly told: ReportIdentity;
  /** What an answer lacks that names nobody. */
  readonly missing: string;
}

/** So many answers without anything that could name a backend are enough. */
const enoughWithout = 4;
/** So many answers are enough to find out whether a value comes back. */
const mostAnswers = 64;

/**
 * @param text an identity text (`parseIdentity`), or `auto`
 * @throws ProbeError `invalid-option`
 */
export function openNaming(text: string, target: ParsedTarget): Naming {
  return text === 'auto' ? discovering(target) : given(text);
}

function given(text: string): Naming {
  const { by, read, missing } = parseIdentity(text);
  return {
    read,
    look: () => undefined,
    discovery: { name: 'fresh', plan: () => undefined, prove: () => [] },
    settle: (seen) => seen,
    told: { by, discovered: false },
    missing,
  };
}

function discovering(target: ParsedTarget): Naming {
  const carried = carriedTo(target);
  const atOnce = readAtOnce('auto', target);
  let settled: { readonly read: ReadIdentity; readonly told: ReportIdentity; readonly missing: string } | undefined;
  return {
    // What is told of a request while it is not known must be told at once; the report has the names that were found.
    read: (answer) => (settled?.read ?? atOnce)(answer),
    look: (answer) => (settled ? undefined : sightingsOf(answer)),
    discovery: {
      name: 'fresh',
      plan: (seen, { log10Odds }) => {
        const answers = answersIn(seen);
        return isEnough(answers.length, discover(answers, carried), log10Odds) ? undefined : freshRequest(seen);
      },
      prove: () => [],
    },
    settle: (seen) => {
      const answers = answersIn(seen);
      if (answers.length === 0) return seen;
      const { found, guess } = discover(answers, carried);
      // A guess only stands where the requests ran out before it could be told from an answer's own number.
      const taken = found ?? guess;
      if (!taken) throw nothingFound(target, answers);
      const { read, missing } = parseIdentity(taken.by);
      settled = { read, missing, told: { ...taken, discovered: true } };
      return seen.map((observation) => named(observation, taken.by));
    },
    get told() {
      return settled?.told ?? { by: 'auto', discovered: false };
    },
    get missing() {
      return settled?.missing ?? 'nothing in it tells one backend from another';
    },
  };
}

function isEnough(answers: number, { found, sure, differs, hopeful }: Discovery, log10Odds: number): boolean {
  if (sure || answers >= mostAnswers) return true;
  if (!hopeful) return answers >= enoughWithout;
  // As many answers of one backend as `fresh` asks for, to be sure that there is no second.
  return (found !== undefined || !differs) && (answers - 1) * Math.log10(2) >= log10Odds;
}

function answersIn(seen: readonly Observation[]): readonly Sightings[] {
  return seen.flatMap(({ sightings }) => sightings ?? []);
}

/** The observation with the name that was found, in place of what was guessed when it came. */
function named({ sightings, ...observation }: Observation, by: string): Observation {
  const backend = sightings?.all.get(by)?.value;
  return backend === undefined ? observation : { ...observation, sample: { ...observation.sample, backend } };
}
