import { once } from 'node:events';
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { findProgram } from '../../../scripts/bench/find-program.ts';
import { CORES, type Workshop } from './workshop.ts';

export interface LoadOrder {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly seconds: number;
}

export interface Load {
  readonly requests: number;
  readonly requestsPerSecond: number;
  /** In milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Answers that are no 2xx, and connections that broke. */
  readonly errors: number;
}

export interface LoadGenerator {
  readonly name: string;
  run(order: LoadOrder): Promise<Load>;
}

const CONNECTIONS = 64;

/** wrk, which asks faster than any of the proxies answers; else autocannon, which does not, and comes with the workspace. */
export function findLoadGenerator(workshop: Workshop): LoadGenerator {
  const wrk = findProgram('wrk');
  if (wrk !== undefined) return { name: 'wrk', run: async (order) => parseWrk(await runWrk(workshop, wrk, order)) };
  const name = 'autocannon (no wrk here: the load is likely the limit, read the CPU figures)';
  return { name, run: async (order) => parseAutocannon(await runAutocannon(workshop, order)) };
}

async function runWrk(workshop: Workshop, wrk: string, { url, headers, seconds }: LoadOrder): Promise<string> {
  const lines = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  return await output(workshop, wrk, ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, '--latency', ...lines, url]);
}

async function runAutocannon(workshop: Workshop, { url, headers, seconds }: LoadOrder): Promise<string> {
  const script = createRequire(import.meta.url).resolve('autocannon');
  const lines = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}=${value}`]);
  const args = [script, '--json', '--no-progress', '-c', String(CONNECTIONS), '-d', String(seconds), ...lines, url];
  return await output(workshop, process.execPath, args);
}

async function output(workshop: Workshop, command: string, args: readonly string[]): Promise<string> {
  const child = workshop.start(CORES.load, command, args, 'pipe');
  const [stdout, stderr, [code]] = await Promise.all([
    child.stdout === null ? '' : text(child.stdout),
    child.stderr === null ? '' : text(child.stderr),
    once(child, 'exit'),
  ]);
  if (code !== 0) throw new Error(`${command} ended with ${String(code)}: ${stderr}`);
  return stdout;
}

const MILLISECONDS: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1_000, m: 60_000 };

function parseWrk(report: string): Load {
  const found = (pattern: RegExp) => pattern.exec(report)?.slice(1) ?? [];
  const latency = ([value, unit]: readonly (string | undefined)[]) =>
    Number(value) * (MILLISECONDS[unit ?? ''] ?? Number.NaN);
  const broken = found(/Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/).map(Number);
  const refused = found(/Non-2xx or 3xx responses: (\d+)/).map(Number);
  return {
    requests: Number(found(/(\d+) requests in/)[0]),
    requestsPerSecond: Number(found(/Requests\/sec:\s+([\d.]+)/)[0]),
    p50: latency(found(/50%\s+([\d.]+)(us|ms|s|m)\b/)),
    p99: latency(found(/99%\s+([\d.]+)(us|ms|s|m)\b/)),
    errors: [...broken, ...refused].reduce((sum, count) => sum + count, 0),
  };
}

const AUTOCANNON = z.object({
  requests: z.object({ average: z.number(), total: z.number() }),
  latency: z.object({ p50: z.number(), p99: z.number() }),
  errors: z.number(),
  non2xx: z.number(),
});

function parseAutocannon(report: string): Load {
  const { requests, latency, errors, non2xx } = AUTOCANNON.parse(JSON.parse(report));
  return {
    requests: requests.total,
    requestsPerSecond: requests.average,
    p50: latency.p50,
    p99: latency.p99,
    errors: errors + non2xx,
  };
}
