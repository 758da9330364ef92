import { mebibytes, printTable } from '../../../scripts/bench/table.ts';
import type { LoadGenerator } from './load-generator.ts';
import { residentBytes } from './machine.ts';
import { type BenchedProxy, PLAIN, urlOf } from './proxies/proxy.ts';

/** What a proxy's memory is after each tenth of so many requests. It is flat when it ends where it was after the first ones. */
export async function measureMemory(proxy: BenchedProxy, load: LoadGenerator, requests: number): Promise<void> {
  const rows = [['requests', 'resident MiB']];
  let sent = 0;
  let next = 0;
  while (sent < requests) {
    rows.push([String(sent), mebibytes(residentBytes(proxy.pid))]);
    for (next += requests / 10; sent < next; ) {
      sent += (await load.run({ url: urlOf(proxy, '/'), headers: { Host: PLAIN }, seconds: 1 })).requests;
    }
  }
  rows.push([String(sent), mebibytes(residentBytes(proxy.pid))]);
  printTable(`memory of ${proxy.name} over ${requests} requests`, rows);
}
