import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { carryOut, connect, deploy, expose, getApp, reach, stick, waitUntilReady } from '@sticky/cluster';
import { DEFAULT_AFFINITY } from '@sticky/manifests';
import type { Target } from '@sticky/probe';
import { home } from './editor-test.ts';
import type { Workbench } from './workbench.ts';

/** Starts the lab from the palette. */
export async function startLab(editor: Workbench): Promise<void> {
  await editor.run('Sticky: Start Lab');
  await editor.row(/^Context sticky-lab, namespace default: lab, no apps/).waitFor();
}

/** An app of three pods with a route that its cookie makes sticky. */
export async function stickyApp(): Promise<Target> {
  const cluster = await connect({ kubeconfig: home.lab('config'), context: 'sticky-lab' });
  try {
    const input = { name: 'sticky-d', image: 'uuid-app', replicas: 3, port: 8080, healthPath: '/' };
    await carryOut(cluster, await deploy(cluster, input));
    const route = { host: 'sticky.info', path: '/' };
    await carryOut(cluster, await expose(cluster, { name: 'sticky-d', serviceType: 'LoadBalancer', route }));
    await carryOut(cluster, await stick(cluster, { name: 'sticky-d', affinity: DEFAULT_AFFINITY }));
    await waitUntilReady(cluster, 'sticky-d');
    return reach(await getApp(cluster, 'sticky-d'), 'route');
  } finally {
    await cluster.close();
  }
}

/** One request on a connection of its own; resolves to the cookie that it set. */
export async function ask({ url, connectTo }: Target, cookie?: string): Promise<string | undefined> {
  const headers = { host: new URL(url).host, ...(cookie !== undefined && { cookie }) };
  const asked = request({ ...connectTo, path: '/', headers, agent: false }).end();
  const [response]: IncomingMessage[] = await once(asked, 'response');
  response?.resume();
  return response?.headers['set-cookie']?.[0]?.split(';')[0];
}
