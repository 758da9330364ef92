import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findProgram } from '../machine.ts';
import type { Upstream } from '../upstream.ts';
import { CORES, untilListens, type Workshop } from '../workshop.ts';
import { type BenchedProxy, COOKIE, PLAIN, STICKY } from './proxy.ts';

const [host, port] = ['127.210.1.2', 8080];

/** One thread that keeps its connections to the pods; sticky by a cookie that it inserts. */
export async function startHaproxy(
  workshop: Workshop,
  { hosts, port: podPort }: Upstream,
): Promise<BenchedProxy | undefined> {
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
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  http-reuse always
  option forwardfor
frontend front
  bind ${host}:${port}
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
  const path = join(workshop.folder, 'haproxy.cfg');
  await writeFile(path, config);
  // -db: in the foreground, so that the process started is the one that works.
  const child = workshop.start(CORES.proxy, haproxy, ['-q', '-db', '-f', path]);
  await untilListens(host, port);
  return { name: 'haproxy', pid: child.pid ?? 0, host, port };
}
