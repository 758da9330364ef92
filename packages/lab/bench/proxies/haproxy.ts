import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findProgram } from '../../../../scripts/bench/find-program.ts';
import type { Upstream } from '../upstream.ts';
import { CORES, untilListens, type Workshop } from '../workshop.ts';
import { type BenchedProxy, COOKIE, type Job, PLAIN, STICKY } from './proxy.ts';

const HOSTS: Readonly<Record<Job, string>> = { least: '127.210.1.2', same: '127.210.1.4' };
const port = 8080;
/** As ingress-nginx has them, and so the lab. */
const SAME_FIELDS = `
  http-request set-header X-Request-ID %[uuid]
  http-request set-header X-Real-IP %[src]
  http-request set-header X-Forwarded-Host %[req.hdr(host)]
  http-request set-header X-Forwarded-Port %[dst_port]
  http-request set-header X-Forwarded-Proto http
  http-request set-header X-Forwarded-Scheme http
  http-request set-header X-Scheme http
  http-request del-header Proxy
  option httplog
  log ring@requests local0`;
/** Where it logs to: into memory, as the lab does. */
const RING = `
ring requests
  format rfc3164
  maxlen 1200
  size 1048576
`;

/** One thread that keeps its connections to the pods; sticky by a cookie that it inserts. */
export async function startHaproxy(
  workshop: Workshop,
  { hosts, port: podPort }: Upstream,
  job: Job,
): Promise<BenchedProxy | undefined> {
  const host = HOSTS[job];
  const haproxy = findProgram('haproxy');
  if (haproxy === undefined) {
    console.log('haproxy: left out, not on this machine');
    return undefined;
  }
  const servers = (cookie: boolean) =>
    hosts.map((pod, index) => `  server s${index} ${pod}:${podPort}${cookie ? ` cookie s${index}` : ''}`).join('\n');
  const config = `
global
  nbthread 1
  maxconn 9000
${job === 'same' ? RING : ''}defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  http-reuse always
  option forwardfor
frontend front
  bind ${host}:${port}${job === 'same' ? SAME_FIELDS : ''}
  use_backend sticky if { req.hdr(host) -m beg ${STICKY} }
  use_backend plain if { req.hdr(host) -m beg ${PLAIN} }
backend plain
  balance roundrobin
${servers(false)}
backend sticky
  balance roundrobin
  cookie ${COOKIE} insert indirect nocache
${servers(true)}
`;
  const path = join(workshop.folder, `haproxy-${job}.cfg`);
  await writeFile(path, config);
  // -db: in the foreground, so that the process started is the one that works.
  const child = workshop.start(CORES.proxy, haproxy, ['-q', '-db', '-f', path]);
  await untilListens(host, port);
  return { name: job === 'same' ? 'haproxy, same job' : 'haproxy', pid: child.pid ?? 0, host, port };
}
