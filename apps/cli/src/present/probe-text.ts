import { asExpected, formatOdds, renderText } from '@sticky/probe';
import { type Answered, isAnswered, type RouteResult } from '../probe/route-result.ts';
import { oneLine } from '../terminal/printable.ts';
import type { Style } from '../terminal/style.ts';

/** All that was found about one route: where it was asked, what each experiment showed, and the verdict. */
export function probeText(route: Answered, { color }: Style): string {
  const { report, labels = {} } = route;
  return [targetLine(route), ...renderText(report, { labels, color })].join('\n');
}

/** One route among several: a line where all is as expected, else all that was found and what is not. */
export function routeText(route: RouteResult, style: Style): string {
  const name = oneLine(route.name);
  if (!isAnswered(route)) return `${style.bad('NOT OK')}  ${name}: ${oneLine(route.error.message)}`;
  if (asExpected(route)) return `${style.good('ok')}      ${name}: ${verdictLine(route)}`;
  const reasons = route.judgement?.reasons ?? [];
  return [
    `${style.bad('NOT OK')}  ${name}: ${oneLine(reasons.join('; '))}`,
    ...probeText(route, style)
      .split('\n')
      .map((line) => `        ${line}`.trimEnd()),
  ].join('\n');
}

/** `3 routes: 2 as expected, 1 not` */
export function summaryText(probed: readonly RouteResult[], expected: number): string {
  const met = probed.filter(asExpected).length;
  const left = expected - probed.length;
  return [
    `${expected} ${expected === 1 ? 'route' : 'routes'}: ${met} as expected`,
    ...(probed.length > met ? [`${probed.length - met} not`] : []),
    ...(left > 0 ? [`${left} not probed`] : []),
  ].join(', ');
}

function targetLine({ target: { connectTo }, report: { url, requests, took } }: Answered): string {
  const at = connectTo === undefined ? '' : ` at ${connectTo.host}:${connectTo.port}`;
  return oneLine(`Target     ${url}${at}, ${requests} requests in ${(took / 1000).toFixed(1)} s`);
}

function verdictLine({ report: { verdict } }: Answered): string {
  const odds = verdict.certain || verdict.kind === 'inconclusive' ? '' : ` (${formatOdds(verdict.log10Odds)})`;
  return oneLine(`${verdict.headline}${odds}`);
}
