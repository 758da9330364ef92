import { DEFAULT_AFFINITY } from '@sticky/manifests';
import { formatOdds, type Report } from '@sticky/probe';
import type { Step } from '../step.ts';
import { APP, carryOutAndWait } from './app.ts';
import { prove } from './prove.ts';

/** A million to one, as the probe asks of itself. */
const LOG10_ODDS = 6;

/** The Ingress sets a cookie, and the cookie keeps each session on its pod. */
export const stickStep: Step = {
  name: 'Stick',
  async take(tour, number) {
    const { cluster, narrator, run, verbs } = tour;
    const plan = await verbs.stick(cluster, { name: APP, affinity: DEFAULT_AFFINITY }, run);
    const { app } = await carryOutAndWait(tour, plan);
    const { name, maxAgeSeconds } = DEFAULT_AFFINITY;
    const did = `cookie "${name}", Max-Age ${maxAgeSeconds} s, affinity-mode balanced`;
    narrator.step(number, 'Stick', did);
    const report = await prove(tour, app, 'route');
    const expected = `sticky-by-cookie ${name}, Max-Age ${maxAgeSeconds}, ${formatOdds(LOG10_ODDS)} or better`;
    return {
      did,
      verdict: report.verdict,
      evidence: report.evidence,
      expected,
      found: foundIn(report),
      ok: proves(report),
    };
  },
};

function proves({ verdict, cookies }: Report): boolean {
  const { name, maxAgeSeconds } = DEFAULT_AFFINITY;
  return (
    verdict.kind === 'sticky-by-cookie' &&
    verdict.cookie === name &&
    verdict.log10Odds >= LOG10_ODDS &&
    cookies.some((cookie) => cookie.name === name && cookie.maxAgeSeconds === maxAgeSeconds)
  );
}

function foundIn({ verdict, cookies }: Report): string {
  const ages = cookies.map(({ name, maxAgeSeconds }) => `${name} with Max-Age ${maxAgeSeconds ?? 'unset'}`);
  return [verdict.kind, ...ages, formatOdds(verdict.log10Odds)].join(', ');
}
