import { once } from 'node:events';
import { request } from 'node:http';
import { printTable } from '../../../scripts/bench/table.ts';
import type { Load, LoadGenerator } from './load-generator.ts';
import { cpuMicroseconds } from './machine.ts';
import { type BenchedProxy, COOKIE, PLAIN, STICKY, urlOf } from './proxies/proxy.ts';

export interface Scenario {
  readonly title: string;
  readonly host: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

export const SCENARIOS: readonly Scenario[] = [
  { title: 'small answers, kept connections', host: PLAIN, path: '/', headers: {} },
  { title: 'small answers, kept connections, with the sticky cookie', host: STICKY, path: '/', headers: {} },
  { title: '100 kB answers, kept connections', host: PLAIN, path: '/large', headers: {} },
  { title: 'small answers, a connection each', host: PLAIN, path: '/', headers: { Connection: 'close' } },
];

export interface Plan {
  /** Of one round of one proxy. */
  readonly seconds: number;
  readonly rounds: number;
}

interface Measured extends Load {
  readonly cpuPerRequest: number;
}

/** Long enough for Node to compile what is hot. */
const WARM_UP_SECONDS = 4;

/** Each proxy in turn, round after round, so that what else the machine does meets all of them; then the medians. */
export async function measureThroughput(
  scenario: Scenario,
  proxies: readonly BenchedProxy[],
  load: LoadGenerator,
  plan: Plan,
): Promise<void> {
  const rounds = new Map<BenchedProxy, Measured[]>(proxies.map((proxy) => [proxy, []]));
  const orders = new Map<BenchedProxy, { url: string; headers: Record<string, string> }>();
  for (const proxy of proxies) {
    const headers: Record<string, string> = { Host: scenario.host, ...scenario.headers };
    if (scenario.host === STICKY) headers.Cookie = await stickyCookie(proxy);
    orders.set(proxy, { url: urlOf(proxy, scenario.path), headers });
    await load.run({ url: urlOf(proxy, scenario.path), headers, seconds: WARM_UP_SECONDS });
  }
  for (let round = 0; round < plan.rounds; round += 1) {
    for (const [proxy, { url, headers }] of orders) {
      const before = cpuMicroseconds(proxy.pid);
      const measured = await load.run({ url, headers, seconds: plan.seconds });
      const cpuPerRequest = (cpuMicroseconds(proxy.pid) - before) / measured.requests;
      rounds.get(proxy)?.push({ ...measured, cpuPerRequest });
    }
  }
  print(scenario, rounds);
}

function print({ title }: Scenario, rounds: ReadonlyMap<BenchedProxy, readonly Measured[]>): void {
  const rows = [...rounds].map(([{ name }, measured]) => ({
    name,
    rate: median(measured.map(({ requestsPerSecond }) => requestsPerSecond)),
    p50: median(measured.map(({ p50 }) => p50)),
    p99: median(measured.map(({ p99 }) => p99)),
    cpu: median(measured.map(({ cpuPerRequest }) => cpuPerRequest)),
    errors: measured.reduce((sum, { errors }) => sum + errors, 0),
  }));
  const [lab] = rows;
  if (lab === undefined) return;
  const ratio = (ours: number, theirs: number) => (ours / theirs).toFixed(2);
  printTable(title, [
    ['', 'requests/s', 'p50 ms', 'p99 ms', 'CPU us/request', 'errors', 'lab: requests/s', 'p99', 'CPU'],
    ...rows.map((row) => [
      row.name,
      String(Math.round(row.rate)),
      row.p50.toFixed(2),
      row.p99.toFixed(2),
      row.cpu.toFixed(1),
      String(row.errors),
      ...(row === lab ? ['', '', ''] : [ratio(lab.rate, row.rate), ratio(lab.p99, row.p99), ratio(lab.cpu, row.cpu)]),
    ]),
  ]);
}

/** The cookie that the proxy sets; one of our own where it sets none. */
async function stickyCookie({ host, port }: BenchedProxy): Promise<string> {
  const asked = request({ host, port, headers: { Host: STICKY }, agent: false }).end();
  const [response] = await once(asked, 'response');
  response.resume();
  const [cookie] = response.headers['set-cookie'] ?? [];
  return typeof cookie === 'string' ? (cookie.split(';')[0] ?? '') : `${COOKIE}=a-session`;
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
