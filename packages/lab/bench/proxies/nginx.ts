import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findProgram } from '../machine.ts';
import type { Upstream } from '../upstream.ts';
import { CORES, untilListens, type Workshop } from '../workshop.ts';
import { type BenchedProxy, COOKIE, PLAIN, STICKY } from './proxy.ts';

const [host, port] = ['127.210.1.1', 8080];

/** One worker that keeps its connections to the pods; sticky by the hash of a cookie, which it does not set itself. */
export async function startNginx(
  workshop: Workshop,
  { hosts, port: podPort }: Upstream,
): Promise<BenchedProxy | undefined> {
  const nginx = findProgram('nginx');
  if (nginx === undefined) {
    console.log('nginx: left out, not on this machine');
    return undefined;
  }
  const folder = join(workshop.folder, 'nginx');
  await mkdir(folder);
  const pods = hosts.map((pod) => `server ${pod}:${podPort};`).join(' ');
  const forwarded = `
    proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $host;
    proxy_set_header X-Real-IP $remote_addr; proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $scheme;`;
  const config = `
    daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log;
    events { worker_connections 16384; }
    http {
      access_log off; keepalive_requests 1000000000; tcp_nodelay on;
      ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
      upstream plain { ${pods} keepalive 320; keepalive_requests 1000000000; }
      upstream sticky { hash $cookie_${COOKIE} consistent; ${pods} keepalive 320; keepalive_requests 1000000000; }
      server { listen ${host}:${port}; server_name ${PLAIN}; location / { proxy_pass http://plain; ${forwarded} } }
      server { listen ${host}:${port}; server_name ${STICKY}; location / { proxy_pass http://sticky; ${forwarded} } }
    }`;
  await writeFile(join(folder, 'nginx.conf'), config);
  const child = workshop.start(CORES.proxy, nginx, ['-e', join(folder, 'error.log'), '-c', join(folder, 'nginx.conf')]);
  await untilListens(host, port);
  return { name: 'nginx', pid: child.pid ?? 0, host, port };
}
