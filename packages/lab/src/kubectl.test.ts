import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, test, vi } from 'vitest';
import { hasKubectl, Kubectl } from './testing/kubectl.ts';
import { startTestLab, temporaryFolder, UUID_IMAGE } from './testing/lab.ts';

const patient = { timeout: 15_000, interval: 50 };

async function startWithKubectl() {
  const lab = await startTestLab();
  return new Kubectl(lab.kubeconfig, await temporaryFolder());
}

async function deploySticky(kubectl: Kubectl, replicas: number): Promise<void> {
  await kubectl.run(['create', 'deployment', 'sticky-d', `--image=${UUID_IMAGE}`, `--replicas=${replicas}`]);
  await kubectl.run(['rollout', 'status', 'deployment', 'sticky-d', '--timeout=15s']);
}

/** The cells of kubectl's tables, without the header. */
function rows(table: string): string[][] {
  return table
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(/\s{2,}/));
}

/** The port in the load balancer's status, which is told where it is not the one of the spec. */
async function portOf(kubectl: Kubectl, object: string, fallback: string): Promise<string> {
  const path = 'jsonpath={.status.loadBalancer.ingress[0].ports[0].port}';
  return (await kubectl.run(['get', object, '-o', path])) || fallback;
}

async function get(url: string, headers: Record<string, string> = {}) {
  return await new Promise<{ status: number | undefined; cookies: string[]; body: string }>((resolve, reject) => {
    const asked = request(url, { headers, agent: false }, (response) => {
      text(response).then(
        (body) => resolve({ status: response.statusCode, cookies: response.headers['set-cookie'] ?? [], body }),
        reject,
      );
    });
    asked.on('error', reject);
    asked.end();
  });
}

function tutorialIngress(maxAge: string): string {
  return `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: example-ingress
  annotations:
    nginx.ingress.kubernetes.io/affinity: "cookie"
    nginx.ingress.kubernetes.io/affinity-mode: "balanced"
    nginx.ingress.kubernetes.io/session-cookie-name: "key"
    nginx.ingress.kubernetes.io/session-cookie-max-age: ${maxAge}
spec:
  rules:
    - host: sticky.info
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: sticky-d
                port:
                  number: 8080
`;
}

describe.skipIf(!hasKubectl())("the tutorial's steps, typed at the lab", { timeout: 60_000 }, () => {
  test('deploy: one deployment, one pod', async () => {
    const kubectl = await startWithKubectl();

    expect(await kubectl.run(['create', 'deployment', 'sticky-d', `--image=${UUID_IMAGE}`])).toBe(
      'deployment.apps/sticky-d created\n',
    );

    expect(await kubectl.run(['rollout', 'status', 'deployment', 'sticky-d', '--timeout=15s'])).toContain(
      'deployment "sticky-d" successfully rolled out',
    );
    const table = await kubectl.run(['get', 'deployment,pods', '-l', 'app=sticky-d']);
    expect(table).toMatch(/NAME +READY +UP-TO-DATE +AVAILABLE +AGE\ndeployment\.apps\/sticky-d +1\/1 +1 +1 +\d+s/);
    expect(table).toMatch(
      /NAME +READY +STATUS +RESTARTS +AGE\npod\/sticky-d-[a-z0-9]+-[a-z0-9]{5} +1\/1 +Running +0 +\d+s/,
    );
  });

  test('scale: a second pod starts', async () => {
    const kubectl = await startWithKubectl();
    await deploySticky(kubectl, 1);

    expect(await kubectl.run(['scale', 'deployment', 'sticky-d', '--replicas=2'])).toBe(
      'deployment.apps/sticky-d scaled\n',
    );

    await kubectl.run(['wait', 'deployment/sticky-d', '--for=jsonpath={.status.readyReplicas}=2', '--timeout=15s']);
    expect(rows(await kubectl.run(['get', 'pods']))).toHaveLength(2);
  });

  test('heal: a pod that is deleted by hand is replaced, and a watch shows it', async () => {
    const kubectl = await startWithKubectl();
    await deploySticky(kubectl, 1);
    const [[name = ''] = []] = rows(await kubectl.run(['get', 'pods']));
    const { lines } = kubectl.follow(['get', 'pods', '-w']);
    await vi.waitFor(() => expect(lines.at(-1)).toMatch(/Running/), patient);

    expect(await kubectl.run(['delete', 'pod', name])).toBe(`pod "${name}" deleted\n`);

    await vi.waitFor(() => {
      expect(lines.some((line) => line.startsWith(name) && line.includes('Terminating'))).toBe(true);
      const another = lines.filter((line) => line.startsWith('sticky-d-') && !line.startsWith(name));
      expect(another.at(0)).toMatch(/0\/1 +Pending/);
      expect(another.at(-1)).toMatch(/1\/1 +Running/);
    }, patient);
    const left = rows(await kubectl.run(['get', 'pods'])).map(([pod]) => pod);
    expect(left).toHaveLength(1);
    expect(left).not.toContain(name);
  });

  test('service: expose gives an address, and each new connection may meet another pod', async () => {
    const kubectl = await startWithKubectl();
    await deploySticky(kubectl, 2);

    expect(await kubectl.run(['expose', 'deployment', 'sticky-d', '--type=LoadBalancer', '--port=8080'])).toBe(
      'service/sticky-d exposed\n',
    );

    const [[name, type, , address = '', ports] = []] = await vi.waitFor(async () => {
      const found = rows(await kubectl.run(['get', 'services', 'sticky-d']));
      expect(found[0]?.[3]).toMatch(/^127\./);
      return found;
    }, patient);
    expect([name, type]).toEqual(['sticky-d', 'LoadBalancer']);
    expect(ports).toMatch(/^8080:3\d{4}\/TCP$/);
    const url = `http://${address}:${await portOf(kubectl, 'service/sticky-d', '8080')}/`;
    // 40 connections that all meet the same one of two pods: 1 in 550 billion.
    const answers = await Promise.all(Array.from({ length: 40 }, () => get(url)));
    expect(new Set(answers.map(({ body }) => body)).size).toBe(2);
  });

  test('sticky: the Ingress answers its host with a cookie, and no other host', async () => {
    const kubectl = await startWithKubectl();
    await deploySticky(kubectl, 2);
    await kubectl.run(['expose', 'deployment', 'sticky-d', '--type=LoadBalancer', '--port=8080']);

    expect(await kubectl.run(['apply', '-f', '-'], tutorialIngress('"60"'))).toBe(
      'ingress.networking.k8s.io/example-ingress created\n',
    );

    const [[, ingressClass, host, address = ''] = []] = await vi.waitFor(async () => {
      const found = rows(await kubectl.run(['get', 'ingresses']));
      expect(found[0]?.[3]).toMatch(/^127\./);
      return found;
    }, patient);
    expect([ingressClass, host]).toEqual(['nginx', 'sticky.info']);
    const url = `http://${address}:${await portOf(kubectl, 'ingress/example-ingress', '80')}/`;
    expect((await get(url)).status).toBe(404);
    const first = await get(url, { Host: 'sticky.info' });
    expect(first.cookies).toEqual([expect.stringMatching(/^key=[^;]+\|[0-9a-f]{32}; Max-Age=60; Path=\/; HttpOnly$/)]);
    const [cookie = ''] = first.cookies.map((line) => line.split(';')[0] ?? '');
    const later = await Promise.all(
      Array.from({ length: 10 }, () => get(url, { Host: 'sticky.info', Cookie: cookie })),
    );
    expect(new Set([...later, first].map(({ body }) => body)).size).toBe(1);
    expect(later.flatMap(({ cookies }) => cookies)).toEqual([]);
  });

  test('a max-age without quotes is refused in the words of a real API server', async () => {
    const kubectl = await startWithKubectl();

    const { code, stderr } = await kubectl.try(['apply', '-f', '-'], tutorialIngress('60'));

    expect(code).not.toBe(0);
    expect(stderr).toContain(
      'cannot unmarshal number into Go struct field ObjectMeta.metadata.annotations of type string',
    );
    expect((await kubectl.try(['get', 'ingresses'])).stderr).toContain('No resources found');
  });

  test('logs: what the app wrote, and with -f what it writes', async () => {
    const kubectl = await startWithKubectl();
    await deploySticky(kubectl, 1);
    const [[name = ''] = []] = rows(await kubectl.run(['get', 'pods']));

    expect(await kubectl.run(['logs', name])).toMatch(
      /^uuid-app [0-9a-f-]{36} hears on http:\/\/127\.[\d.]+:\d+\/?\n$/,
    );
    const { lines } = kubectl.follow(['logs', '-f', name]);
    await vi.waitFor(() => expect(lines).toHaveLength(1), patient);
    await kubectl.run(['delete', 'pod', name, '--wait=false']);
    await vi.waitFor(() => expect(lines.length).toBeGreaterThan(1), patient);
  });

  test('an image that nobody has: ErrImagePull, then ImagePullBackOff, with events', async () => {
    const kubectl = await startWithKubectl();

    await kubectl.run(['create', 'deployment', 'lost', '--image=nobody/nothing:1']);

    await vi.waitFor(async () => expect(await kubectl.run(['get', 'pods'])).toContain('ErrImagePull'), patient);
    await vi.waitFor(async () => expect(await kubectl.run(['get', 'pods'])).toContain('ImagePullBackOff'), patient);
    const described = await kubectl.run(['describe', 'pods', '-l', 'app=lost']);
    expect(described).toContain('Failed to pull image "nobody/nothing:1"');
  });

  test('delete deployment: the deployment, its set and its pods go', async () => {
    const kubectl = await startWithKubectl();
    await deploySticky(kubectl, 2);

    expect(await kubectl.run(['delete', 'deployment', 'sticky-d'])).toBe('deployment.apps "sticky-d" deleted\n');

    await vi.waitFor(
      async () =>
        expect((await kubectl.try(['get', 'deployment,replicaset,pods'])).stderr).toContain('No resources found'),
      patient,
    );
  });
});
