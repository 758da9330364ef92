import { parseArgs } from 'node:util';
import { findLoadGenerator } from './load-generator.ts';
import { describeMachine, findTaskset } from './machine.ts';
import { measureMemory } from './memory.ts';
import { startHaproxy } from './proxies/haproxy.ts';
import { startLabIngress } from './proxies/lab.ts';
import { startNginx } from './proxies/nginx.ts';
import type { BenchedProxy, Job } from './proxies/proxy.ts';
import { measureThroughput, SCENARIOS } from './throughput.ts';
import { startUpstream } from './upstream.ts';
import { measureWebSockets } from './web-sockets.ts';
import { Workshop } from './workshop.ts';

const JOBS: readonly Job[] = ['least', 'same'];
const PARTS = ['throughput', 'memory', 'websockets'];

/** Prints figures of the lab's ingress beside nginx and HAProxy. Asserts nothing: a figure is of this machine and this hour. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seconds: { type: 'string', default: '3' },
      rounds: { type: 'string', default: '5' },
      requests: { type: 'string', default: '1000000' },
      websockets: { type: 'string', default: '10000' },
    },
  });
  const unknown = positionals.find((part) => !PARTS.includes(part));
  if (unknown !== undefined) throw new Error(`no part "${unknown}": ${PARTS.join(', ')}`);
  const parts = positionals.length === 0 ? PARTS : positionals;
  if (process.platform !== 'linux') throw new Error('this needs Linux: 127.0.0.0/8, /proc and taskset');

  await using workshop = await Workshop.open(findTaskset());
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => void workshop[Symbol.asyncDispose]().finally(() => process.exit(1)));
  }
  const load = findLoadGenerator(workshop);
  console.log(describeMachine(workshop.taskset, load.name));
  const upstream = await startUpstream(workshop);
  const lab = await startLabIngress(workshop, upstream);
  if (parts.includes('throughput')) {
    const others = await Promise.all(
      JOBS.flatMap((job) => [startNginx(workshop, upstream, job), startHaproxy(workshop, upstream, job)]),
    );
    const proxies: BenchedProxy[] = [lab, ...others.filter((proxy) => proxy !== undefined)];
    const plan = { seconds: Number(values.seconds), rounds: Number(values.rounds) };
    for (const scenario of SCENARIOS) await measureThroughput(scenario, proxies, load, plan);
  }
  if (parts.includes('memory')) await measureMemory(lab, load, Number(values.requests));
  if (parts.includes('websockets')) await measureWebSockets(workshop, lab, Number(values.websockets));
}

await main();
