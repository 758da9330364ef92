import { once } from 'node:events';
import { join } from 'node:path';
import { mebibytes, printTable } from '../../../scripts/bench/table.ts';
import { openFileLimit, residentBytes } from './machine.ts';
import { type BenchedProxy, WEB_SOCKET } from './proxies/proxy.ts';
import { CORES, type Workshop } from './workshop.ts';

/** What the lab's process has open besides: listeners, the store's files, the event loop's. */
const OTHER_FILES = 100;

/** What open WebSockets cost the lab: two descriptors each, and how much memory. */
export async function measureWebSockets(workshop: Workshop, lab: BenchedProxy, wanted: number): Promise<void> {
  const possible = Math.floor((openFileLimit(lab.pid) - OTHER_FILES) / 2);
  const count = Math.min(wanted, possible);
  if (count < wanted) console.log(`\n${wanted} WebSockets were asked for; the limit of open files allows ${count}`);
  const before = residentBytes(lab.pid);
  const clients = workshop.start(
    CORES.load,
    process.execPath,
    [join(import.meta.dirname, 'web-socket-clients.ts'), lab.host, String(lab.port), WEB_SOCKET, String(count)],
    'pipe',
  );
  const [line] = await Promise.race([
    once(clients.stdout ?? clients, 'data'),
    once(clients, 'exit').then(() => ['ended']),
  ]);
  const after = residentBytes(lab.pid);
  printTable(`${count} open WebSockets: ${String(line).trim()}`, [
    ['', 'resident MiB', 'bytes a WebSocket'],
    ['before', mebibytes(before), ''],
    ['open', mebibytes(after), String(Math.round((after - before) / count))],
  ]);
  clients.kill('SIGKILL');
}
