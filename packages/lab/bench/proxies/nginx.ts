import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findProgram } from '../../../../scripts/bench/find-program.ts';
import type { Upstream } from '../upstream.ts';
import { CORES, untilListens, type Workshop } from '../workshop.ts';
import { type BenchedProxy, COOKIE, type Job, PLAIN, STICKY } from './proxy.ts';

const HOSTS: Readonly<Record<Job, string>> = { least: '127.210.1.1', same: '127.210.1.3' };
const port = 8080;
/** As ingress-nginx has them, and so the lab. */
const SAME_FIELDS = `
    proxy_set_header X-Request-ID $request_id; proxy_set_header X-Forwarded-Host $http_host;
    proxy_set_header X-Forwarded-Port $server_port; proxy_set_header X-Forwarded-Scheme $scheme;
    proxy_set_header X-Scheme $scheme; proxy_set_header X-Original-Forwarded-For $http_x_forwarded_for;
    proxy_set_header Proxy "";`;

/** One worker that keeps its connections to the pods; sticky by the hash of a cookie, which it does not set itself. */
export async function startNginx(
  workshop: Workshop,
  { hosts, port: podPort }: Upstream,
  job: Job,
): Promise<BenchedProxy | undefined> {
  const host = HOSTS[job];
  const nginx = findProgram('nginx');
  if (nginx === undefined) {
    console.log('nginx: left out, not on this machine');
    return undefined;
  }
  const folder = join(workshop.folder, `nginx-${job}`);
  await mkdir(folder);
  const pods = hosts.map((pod) => `server ${pod}:${podPort};`).join(' ');
  const forwarded = `
    proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $host;
    proxy_set_header X-Real-IP $remote_addr; proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $scheme;${job === 'same' ? SAME_FIELDS : ''}`;
  const config = `
    daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log;
    events { worker_connections 16384; }
    http {
      access_log ${job === 'same' ? `${folder}/access.log` : 'off'}; keepalive_requests 1000000000; tcp_nodelay on;
      ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
      upstream plain { ${pods} keepalive 320; keepalive_requests 1000000000; }
      upstream sticky { hash $cookie_${COOKIE} consistent; ${pods} keepalive 320; keepalive_requests 1000000000; }
      server { listen ${host}:${port}; server_name ${PLAIN}; location / { proxy_pass http://plain; ${forwarded} } }
      server { listen ${host}:${port}; server_name ${STICKY}; location / { proxy_pass http://sticky; ${forwarded} } }
    }`;
  await writeFile(join(folder, 'nginx.conf'), config);
  const child = workshop.start(CORES.proxy, nginx, ['-e', join(folder, 'error.log'), '-c', join(folder, 'nginx.conf')]);
  await untilListens(host, port);
  return { name: job === 'same' ? 'nginx, same job' : 'nginx', pid: child.pid ?? 0, host, port };
}
