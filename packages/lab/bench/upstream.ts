import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findProgram } from '../../../scripts/bench/find-program.ts';
import { CORES, listens, untilListens, type Workshop } from './workshop.ts';

/** Two pods, as the proxies see them: `/` answers a few bytes, `/large` 100 kB. */
export interface Upstream {
  readonly hosts: readonly string[];
  readonly port: number;
  readonly webSocketPort: number;
}

/** In a subnet that no lab takes. */
export const UPSTREAM: Upstream = { hosts: ['127.210.0.2', '127.210.0.3'], port: 8080, webSocketPort: 8081 };

const LARGE = 'x'.repeat(100_000);

/** nginx, which has the most in reserve; else the fastest that Node can do. @throws Error when another benchmark runs */
export async function startUpstream(workshop: Workshop): Promise<Upstream> {
  for (const host of UPSTREAM.hosts) {
    if (await listens(host, UPSTREAM.port))
      throw new Error(`${host}:${UPSTREAM.port} is taken: let the other benchmark end`);
  }
  const nginx = findProgram('nginx');
  if (nginx === undefined)
    workshop.start(CORES.load, process.execPath, [join(import.meta.dirname, 'raw-responder.ts')]);
  else await startNginx(workshop, nginx);
  workshop.start(CORES.load, process.execPath, [join(import.meta.dirname, 'web-socket-echo.ts')]);
  for (const host of UPSTREAM.hosts) {
    for (const port of [UPSTREAM.port, UPSTREAM.webSocketPort]) await untilListens(host, port);
  }
  return UPSTREAM;
}

async function startNginx(workshop: Workshop, nginx: string): Promise<void> {
  const folder = join(workshop.folder, 'upstream');
  await mkdir(folder);
  await writeFile(join(folder, 'large'), LARGE);
  const config = `
    daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log;
    events { worker_connections 16384; }
    http {
      access_log off; keepalive_requests 1000000000; tcp_nodelay on;
      server {
        ${UPSTREAM.hosts.map((host) => `listen ${host}:${UPSTREAM.port};`).join(' ')}
        location = / { return 200 "ok"; }
        location = /large { root ${folder}; }
      }
    }`;
  await writeFile(join(folder, 'nginx.conf'), config);
  workshop.start(CORES.load, nginx, ['-e', join(folder, 'error.log'), '-c', join(folder, 'nginx.conf')]);
}
