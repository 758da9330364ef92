import type { Observation } from '../planned.ts';
import type { Verdict } from '../verdict.ts';
import { byConnection } from './by-connection.ts';
import { byCookie } from './by-cookie.ts';
import { byHeader } from './by-header.ts';
import { byPlace } from './by-place.ts';
import { moving } from './moving.ts';
import { notReturned } from './not-returned.ts';
import { oneBackend } from './one-backend.ts';
import type { Judge, Question } from './question.ts';
import { undecided } from './undecided.ts';

/** The families of verdicts: the first that what was seen is a case of has the word. */
const judges: readonly Judge[] = [byCookie, byHeader, byPlace, oneBackend, notReturned, byConnection, moving];

/** The verdict on all that was seen; what to advise is told at the end of the probe, when more may have been seen. */
export function decide(seen: readonly Observation[], question: Question): Verdict {
  for (const judge of judges) {
    const told = judge(seen, question);
    if (told !== undefined) return { ...told, advice: [] };
  }
  return { ...undecided(seen, question), advice: [] };
}
