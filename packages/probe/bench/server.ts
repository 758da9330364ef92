import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findProgram } from '../../../scripts/bench/find-program.ts';
import { cores, listens, untilListens, type Workshop } from './workshop.ts';

/** In a subnet that no lab takes. */
const host = '127.211.0.2';
const port = 8080;

export const cookieName = 'key';
export const origin = `http://${host}:${port}`;

/**
 * nginx, which answers by itself and as two sticky backends: with the uuid of the one that its cookie leads to. It sets a
 * cookie for who brings none; under `/renewed`, with every answer, as some cloud balancers do; under `/plain` never.
 *
 * @throws Error without nginx, and when another benchmark runs
 */
export async function startServer(workshop: Workshop): Promise<void> {
  if (await listens(host, port)) throw new Error(`${host}:${port} is taken: let the other benchmark end`);
  const nginx = findProgram('nginx');
  if (nginx === undefined) throw new Error('no nginx on this machine: it answers the load');
  const { folder } = workshop;
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const config = `
    daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log;
    events { worker_connections 16384; }
    http {
      access_log off; keepalive_requests 1000000000; tcp_nodelay on; default_type application/json;
      ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
      map $cookie_${cookieName} $session { "" $request_id; default $cookie_${cookieName}; }
      map $cookie_${cookieName} $new { "" "${cookieName}=$session; Path=/; HttpOnly"; default ""; }
      split_clients $session $uuid { 50% 5f0c4a12-0d5c-4c7e-9a42-1f2d3c4b5a69; * 9b71d3e0-7a3b-4f5e-8b1a-6c2d4e8f0a13; }
      server {
        listen ${host}:${port};
        location = / { add_header Set-Cookie $new; return 200 '{"uuid":"$uuid"}'; }
        location = /renewed { add_header Set-Cookie "${cookieName}=$session; Path=/; Max-Age=60"; return 200 '{"uuid":"$uuid"}'; }
        location = /plain { return 200 '{"uuid":"$uuid"}'; }
      }
    }`;
  await writeFile(join(folder, 'nginx.conf'), config);
  workshop.start(cores.server, nginx, ['-e', join(folder, 'error.log'), '-c', join(folder, 'nginx.conf')]);
  await untilListens(host, port);
}
