import { type ProbeOptions, probe } from '../probe.ts';
import type { Target } from '../target.ts';
import type { VerdictKind } from '../verdict.ts';
import { backendCounts, type RouterCase, type Site } from './case.ts';
import { haproxyCases, haproxyConfig } from './haproxy-cases.ts';
import { nginxCases, nginxConfig } from './nginx-cases.ts';
import { otherClients } from './other-clients.ts';
import { type Pods, startPods } from './pods.ts';
import { type RouterProgram, startRouterProcess } from './router-process.ts';
import { type Judgement, judge } from './truth.ts';

/** One probe of one case. */
export interface Run {
  readonly seed: number;
  readonly kind: VerdictKind | 'error';
  /** What the probe threw where a route gave nothing to judge. */
  readonly error?: string;
  readonly headline: string;
  readonly judgement: Judgement;
  readonly requests: number;
  /** Milliseconds. */
  readonly took: number;
}

/** All runs of one case over so many backends. */
export interface Row {
  readonly name: string;
  readonly backends: number;
  readonly runs: readonly Run[];
}

export interface MatrixOptions {
  readonly runs: number;
  /** Seed of the first run; each further one has the next number. */
  readonly seed: number;
  /** Only cases of which `haproxy source 2` contains this. */
  readonly only?: string;
  /** Over how many backends each case is asked; default all of {@link backendCounts}. */
  readonly backends?: (index: number) => readonly number[];
  readonly onRow?: (row: Row) => void;
}

/** Loopback addresses that differ in their first three octets, which is all that nginx's ip_hash reads. */
const sources = [
  '127.0.0.1',
  ...Array.from({ length: 23 }, (_, index) => `127.${index + 1}.${index * 7 + 2}.${index + 3}`),
];
const shared = { sources };

const casesOf: Readonly<Record<RouterProgram, readonly RouterCase[]>> = { nginx: nginxCases, haproxy: haproxyCases };

/** Probes every case of one router program, all of them in one process of it. */
export async function runMatrix(program: RouterProgram, options: MatrixOptions): Promise<readonly Row[]> {
  const chosen = casesOf[program].flatMap((one, index) =>
    (options.backends?.(index) ?? backendCounts)
      .filter((backends) => backends >= (one.fewest ?? 1))
      .map((backends) => ({ one, backends, id: `${one.name}-${backends}` }))
      .filter(({ id }) => `${program} ${id.replace(/-(\d+)$/, ' $1')}`.includes(options.only ?? '')),
  );
  if (chosen.length === 0) return [];
  await using pods = await startPods(Math.max(...backendCounts));
  const listeners = chosen.filter(({ one }) => one.listens);
  await using router = await startRouterProcess(program, 1 + listeners.length, (folder, [port = 0, ...own]) => {
    const parts = chosen.map((cell) => {
      const site: Site = {
        id: cell.id,
        servers: pods.addresses.slice(0, cell.backends),
        dead: `${program === 'nginx' ? 'unix:' : 'unix@'}${folder}/nobody.sock`,
        folder,
        port: own[listeners.indexOf(cell)] ?? 0,
      };
      return cell.one.config(site);
    });
    return program === 'nginx' ? nginxConfig(folder, port, parts) : haproxyConfig(port, parts);
  });
  const rows: Row[] = [];
  for (const cell of chosen) {
    const port = router.ports[cell.one.listens ? 1 + listeners.indexOf(cell) : 0] ?? 0;
    const target = { url: `http://${cell.id}.test/`, connectTo: { host: '127.0.0.1', port } };
    const runs: Run[] = [];
    for (let run = 0; run < options.runs; run++) {
      runs.push(await runOnce(cell.one, cell.backends, target, pods, options.seed + run));
    }
    const row = { name: `${program} ${cell.one.name}`, backends: cell.backends, runs };
    rows.push(row);
    options.onRow?.(row);
  }
  return rows;
}

async function runOnce(one: RouterCase, backends: number, target: Target, pods: Pods, seed: number): Promise<Run> {
  await using meanwhile = begin(one, target, pods);
  const options: ProbeOptions = {
    readyBackends: backends,
    ...shared,
    ...one.options,
    seed,
    onProgress: meanwhile.progress,
  };
  const started = performance.now();
  try {
    const { verdict, requests } = await probe(target, options);
    const took = performance.now() - started;
    const nature = backends === 1 ? { shares: [1], holds: [], idle: [] } : one.nature(backends);
    const judgement = judge(nature, verdict, options.readyBackends);
    return { seed, kind: verdict.kind, headline: verdict.headline, judgement, requests, took };
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown.message : String(thrown);
    const took = performance.now() - started;
    return { seed, kind: 'error', error, headline: error, judgement: 'inconclusive', requests: 0, took };
  }
}

interface Meanwhile extends AsyncDisposable {
  readonly progress: (progress: { readonly requests: number }) => void;
}

function begin({ meanwhile }: RouterCase, target: Target, pods: Pods): Meanwhile {
  switch (meanwhile) {
    case 'traffic':
      return otherClients(target);
    case 'death':
      return death(pods);
    default:
      return { progress: () => undefined, [Symbol.asyncDispose]: async () => undefined };
  }
}

/** The first pod dies after the fifteenth answer, and is back for the next run. */
function death(pods: Pods): Meanwhile {
  let died: Promise<void> | undefined;
  return {
    progress: ({ requests }) => {
      if (requests === 15) died = pods.killFirst();
    },
    [Symbol.asyncDispose]: async () => {
      if (died === undefined) return;
      await died;
      await pods.raiseFirst();
    },
  };
}
