import { type Latency, type LoadReport, nameBackends, type Target } from '@sticky/probe';
import { columns } from '../terminal/columns.ts';
import { oneLine } from '../terminal/printable.ts';
import type { Style } from '../terminal/style.ts';

/** What a load brought to light, a line for each thing to know. */
export function loadText(
  { connectTo }: Target,
  report: LoadReport,
  labels: Readonly<Record<string, string>>,
  style: Style,
): string {
  const { url, took, requests, answers, skipped, requestsPerSecond, latency, sessions, connections, ended } = report;
  const at = connectTo === undefined ? '' : ` at ${connectTo.host}:${connectTo.port}`;
  const cut = ended === 'interrupted' ? ', interrupted' : '';
  const late = skipped === 0 ? '' : `; ${number(skipped)} more were due, and skipped`;
  const rows: readonly (readonly [title: string, ...lines: string[]])[] = [
    ['Target', `${url}${at}`],
    [
      'Load',
      `${number(sessions.count)} sessions over ${number(connections.count)} connections, ${seconds(took)} s${cut}`,
    ],
    [
      'Answers',
      `${number(answers)} of ${number(requests)} requests, ${number(Math.round(requestsPerSecond))} a second${late}`,
    ],
    ...(latency === undefined ? [] : [['Latency', latencyLine(latency)] as const]),
    ['Backends', ...backendLines(report, labels)],
    ['Sessions', ...sessionLines(report, style)],
    ['Cookies', cookieLine(report)],
    ['Failures', failureLine(report, style)],
  ];
  return rows
    .flatMap(([title, ...lines]) =>
      lines.map((line, index) => `${(index === 0 ? title : '').padEnd(11)}${oneLine(line)}`.trimEnd()),
    )
    .join('\n');
}

function latencyLine({ p50, p90, p99, p999, max }: Latency): string {
  const shown = Object.entries({ p50, p90, p99, 'p99.9': p999, max });
  return `${shown.map(([name, value]) => `${name} ${value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)}`).join('   ')} ms`;
}

function backendLines({ backends }: LoadReport, labels: Readonly<Record<string, string>>): readonly string[] {
  const names = nameBackends(Object.keys(backends), labels);
  const total = Object.values(backends).reduce((sum, { answers }) => sum + answers, 0);
  const all = Object.entries(backends).toSorted(([, one], [, other]) => other.answers - one.answers);
  const shown = all
    .slice(0, mostBackends)
    .map(([identity, { answers, sessions }]) => [
      names.get(identity) ?? '',
      `${number(answers)} answers`,
      `${((100 * answers) / total).toFixed(1)} %`,
      `first met by ${number(sessions)} sessions`,
    ]);
  const more = all.length > mostBackends ? [`and ${number(all.length - mostBackends)} more`] : [];
  return all.length === 0 ? ['no answer says who gave it'] : [...columns(shown), ...more];
}

const mostBackends = 10;

function sessionLines({ sessions, identity }: LoadReport, style: Style): readonly string[] {
  const { compared, moved, moves, movesAfterExpiry, mostMoves } = sessions;
  if (compared === 0) return ['none was answered twice, so none could move'];
  const by = identity.discovered ? ` (told apart by ${identity.by})` : '';
  if (moved === 0) return [style.good(`none of ${number(compared)} moved`) + by];
  return [
    style.bad(`${number(moved)} of ${number(compared)} moved`) + by,
    `${number(moves)} moves, ${number(mostMoves)} by the one that moved most, ${number(movesAfterExpiry)} when a cookie had ended`,
  ];
}

function cookieLine({ cookies }: LoadReport): string {
  const { set, refused, judged, honoured } = cookies;
  if (set === 0) return 'none was set';
  const kept = refused === 0 ? '' : `, ${number(refused)} of them such that no browser sends back`;
  const returned = judged === 0 ? '; none was sent back' : `; honoured ${number(honoured)} of ${number(judged)} times`;
  return `set ${number(set)} times${kept}${returned}`;
}

function failureLine({ failures }: LoadReport, style: Style): string {
  const all = Object.entries(failures).toSorted(([, one], [, other]) => other - one);
  if (all.length === 0) return 'none';
  return style.bad(all.map(([code, count]) => `${number(count)} ${code}`).join(', '));
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(1);
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}
