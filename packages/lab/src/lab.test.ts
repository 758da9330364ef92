import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, test, vi } from 'vitest';
import { startLab } from './lab.ts';
import { labStatus, stopLab } from './process.ts';
import { hasKubectl, Kubectl } from './testing/kubectl.ts';
import { IMAGES, MAIN, startTestLab, temporaryFolder, UUID_IMAGE } from './testing/lab.ts';
import { MODES } from './testing/modes.ts';

const patient = { timeout: 15_000, interval: 20 };

const APP = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: app
          image: ${UUID_IMAGE}
          readinessProbe: { httpGet: { path: /, port: 8080 } }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { type: LoadBalancer, selector: { app: web }, ports: [{ port: 8080 }] }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
  annotations: { nginx.ingress.kubernetes.io/affinity: cookie }
spec:
  rules:
    - host: sticky.info
      http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 8080 } } } }] }
`;

async function get(url: string, headers: Record<string, string> = {}) {
  return await new Promise<{ cookie: string | undefined; body: string }>((resolve, reject) => {
    const asked = request(url, { headers, agent: false }, (response) => {
      const cookie = response.headers['set-cookie']?.[0]?.split(';')[0];
      text(response).then((body) => resolve({ cookie, body }), reject);
    });
    asked.on('error', reject);
    asked.end();
  });
}

/** `http://ip:port` of an object's load balancer. */
async function addressOf(kubectl: Kubectl, object: string, port: number): Promise<string> {
  const path = 'jsonpath={.status.loadBalancer.ingress[0].ip} {.status.loadBalancer.ingress[0].ports[0].port}';
  return await vi.waitFor(async () => {
    const [ip, told] = (await kubectl.run(['get', object, '-o', path])).split(' ');
    expect(ip).toMatch(/^127\./);
    return `http://${ip}:${told || port}/`;
  }, patient);
}

describe.skipIf(!hasKubectl()).each(MODES)('a lab, addressing by %s', (addressing) => {
  test('brings an app behind a Service and a sticky Ingress', { timeout: 30_000 }, async () => {
    const lab = await startTestLab({ addressing });
    const kubectl = new Kubectl(lab.kubeconfig, await temporaryFolder());

    await kubectl.run(['apply', '-f', '-'], APP);
    await kubectl.run(['rollout', 'status', 'deployment', 'web', '--timeout=15s']);

    const service = await addressOf(kubectl, 'service/web', 8080);
    const answers = await Promise.all(Array.from({ length: 40 }, () => get(service)));
    expect(new Set(answers.map(({ body }) => body)).size).toBe(2);
    const ingress = await addressOf(kubectl, 'ingress/web', 80);
    const first = await get(ingress, { Host: 'sticky.info' });
    const headers = { Host: 'sticky.info', Cookie: first.cookie ?? '' };
    const later = await Promise.all(Array.from({ length: 10 }, () => get(ingress, headers)));
    expect(later).toEqual(later.map(() => ({ cookie: undefined, body: first.body })));
  });
});

test.skipIf(!hasKubectl())('a pod that is deleted takes no request with it', { timeout: 30_000 }, async () => {
  const lab = await startTestLab();
  const kubectl = new Kubectl(lab.kubeconfig, await temporaryFolder());
  await kubectl.run(['apply', '-f', '-'], APP);
  await kubectl.run(['rollout', 'status', 'deployment', 'web', '--timeout=15s']);
  const service = await addressOf(kubectl, 'service/web', 8080);
  const ingress = await addressOf(kubectl, 'ingress/web', 80);
  const stop = new AbortController();
  const met = new Set<string>();
  // One session that keeps its cookie, and one client after the other at the Service.
  const session = (async () => {
    let cookie = '';
    while (!stop.signal.aborted) {
      const answer = await get(ingress, { Host: 'sticky.info', Cookie: cookie });
      cookie = answer.cookie ?? cookie;
      met.add(answer.body);
    }
  })();
  const strangers = (async () => {
    while (!stop.signal.aborted) met.add((await get(service)).body);
  })();

  for (let count = 0; count < 2; count += 1) {
    const names = await kubectl.run(['get', 'pods', '-o', 'name']);
    await kubectl.run(['delete', names.split('\n')[0] ?? '']);
    await kubectl.run(['rollout', 'status', 'deployment', 'web', '--timeout=15s']);
  }
  stop.abort();

  await Promise.all([session, strangers]);
  expect(met.size).toBeGreaterThan(2);
  expect([...met].filter((body) => !body.startsWith('{"uuid":'))).toEqual([]);
});

describe('a lab', () => {
  test('says where it is, to its owner only, and leaves nothing when it ends', async () => {
    const stateDir = await temporaryFolder();
    const lab = await startTestLab({ stateDir });

    expect(await labStatus(stateDir)).toMatchObject({ pid: process.pid, server: lab.server, context: 'sticky-lab' });
    const info = await readFile(`${stateDir}/lab.json`, 'utf8');
    const token = /token: (\S+)/.exec(await readFile(lab.kubeconfig, 'utf8'))?.[1] ?? '';
    expect(token).toHaveLength(43);
    expect(info).not.toContain(token);
    if (process.platform !== 'win32') {
      expect((await stat(stateDir)).mode & 0o777).toBe(0o700);
      expect((await stat(lab.kubeconfig)).mode & 0o777).toBe(0o600);
    }

    await lab.close();
    await lab.close();

    for (const name of ['config', 'lab.json', 'lock'])
      await expect(stat(`${stateDir}/${name}`)).rejects.toThrow('ENOENT');
    expect(await labStatus(stateDir)).toBeUndefined();
  });

  test('runs once in a folder: of two that start at once, one is told so', async () => {
    const stateDir = await temporaryFolder();

    const results = await Promise.allSettled([startTestLab({ stateDir }), startTestLab({ stateDir })]);

    const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(failures).toEqual([expect.objectContaining({ name: 'LabError', code: 'already-running' })]);
    expect(failures[0].message).toContain(stateDir);
  });

  test('runs beside another one in another folder', async () => {
    const [one, other] = await Promise.all([startTestLab(), startTestLab()]);

    expect(one.server).not.toBe(other.server);
  });

  test('ends when it is asked to through its API', async () => {
    const stateDir = await temporaryFolder();
    const lab = await startTestLab({ stateDir });

    expect(await stopLab(stateDir)).toBe(true);

    await lab.ended;
    expect(await stopLab(stateDir)).toBe(false);
  });

  test('ends when its signal aborts, and does not start when it has', async () => {
    const stop = new AbortController();
    const lab = await startTestLab({ signal: stop.signal });

    stop.abort();

    await lab.ended;
    await expect(startTestLab({ signal: stop.signal })).rejects.toThrow();
  });

  test('does not start without the program of an image', async () => {
    const images = { 'app:1': { script: '/nowhere/app.cjs' } };

    await expect(startTestLab({ images })).rejects.toMatchObject({
      code: 'image-missing',
      message: 'there is no program at /nowhere/app.cjs: build it first',
    });
  });

  test.skipIf(process.platform === 'win32')('does not start in a folder that cannot be', async () => {
    const blocked = startLab({ stateDir: '/dev/null/lab', images: IMAGES, main: MAIN });

    await expect(blocked).rejects.toMatchObject({ code: 'state-unwritable' });
  });

  test.each(['config', 'lab.json', 'lock'])('that cannot write its %s leaves nothing open', async (name) => {
    const stateDir = await temporaryFolder();
    await mkdir(`${stateDir}/${name}`);
    const open = () =>
      process
        .getActiveResourcesInfo()
        .filter((kind) => !/Timeout|Immediate|FSReq/.test(kind))
        .sort();
    const before = open();

    await expect(startTestLab({ stateDir })).rejects.toThrow();

    expect(await readdir(stateDir)).toEqual([name]);
    await vi.waitFor(() => expect(open()).toEqual(before), patient);
  });

  test.skipIf(process.platform === 'win32')('does not start where others can write', async () => {
    const stateDir = await temporaryFolder();
    await chmod(stateDir, 0o777);

    await expect(startTestLab({ stateDir })).rejects.toMatchObject({ code: 'state-unwritable' });
    expect(await readdir(stateDir)).toEqual([]);
  });

  test.each(['', '{', 'clusters: [', 'clusters: 1'])('is not where a kubeconfig is broken: %j', async (text) => {
    const stateDir = await temporaryFolder();
    const info = {
      pid: 1,
      server: 'https://127.0.0.1:1',
      kubeconfig: '',
      context: 'sticky-lab',
      startedAt: '',
      readyIn: 1,
    };
    await writeFile(`${stateDir}/lab.json`, JSON.stringify(info));
    await writeFile(`${stateDir}/config`, text);

    expect(await labStatus(stateDir)).toBeUndefined();
    expect(await stopLab(stateDir)).toBe(false);
  });
});
