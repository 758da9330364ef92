import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createKubectl, hasKubectl, type Kubectl } from './testing/kubectl.ts';
import { deployment, ingress } from './testing/manifests.ts';
import { type ServedApi, serveApi } from './testing/serve-api.ts';

let api: ServedApi;
let kubectl: Kubectl;
let namespace: string;
let count = 0;

beforeAll(async () => {
  api = await serveApi({
    async *logs(_, { follow, tailLines }) {
      yield* ['one', 'two', 'three'].slice(-(tailLines ?? 3));
      if (follow) yield 'four';
    },
  });
  kubectl = await createKubectl(api);
});
afterAll(async () => {
  await kubectl.close();
  await api.close();
});
beforeEach(() => {
  count += 1;
  namespace = `test-${count}`;
  api.store.create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
});

/** The words of a command, in the namespace of the test unless it names one. */
function words(command: string): string[] {
  return [...command.split(' '), ...(command.includes(' -n ') ? [] : ['-n', namespace])];
}

/** What kubectl prints; fails the test when it fails. */
async function run(command: string, input?: object): Promise<string> {
  const { code, stdout, stderr } = await kubectl.run(words(command), input && JSON.stringify(input));
  expect({ command, code, stderr: code === 0 ? '' : stderr }).toEqual({ command, code: 0, stderr: '' });
  return stdout;
}

/** What kubectl says when it fails; fails the test when it does not. */
async function refused(command: string, input?: object): Promise<string> {
  const { code, stderr } = await kubectl.run(words(command), input && JSON.stringify(input));
  expect({ command, failed: code !== 0 }).toEqual({ command, failed: true });
  return stderr;
}

/** The cells of what `kubectl get` prints, without the header. */
function rows(table: string): string[][] {
  return table
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(/\s{2,}/));
}

if (!hasKubectl) test.skip('the real kubectl: there is none on PATH');

describe.skipIf(!hasKubectl)('kubectl', { timeout: 30_000 }, () => {
  test('goes the way of the tutorial', async () => {
    expect(await run('create deployment sticky-d --image=mopckou/sticky-session:0.0.5')).toBe(
      'deployment.apps/sticky-d created\n',
    );
    expect(rows(await run('get deployment,pods -l app=sticky-d'))[0]?.slice(0, 4)).toEqual([
      'deployment.apps/sticky-d',
      '0/1',
      '0',
      '0',
    ]);
    expect(await run('scale deployment sticky-d --replicas=2')).toBe('deployment.apps/sticky-d scaled\n');
    expect(await run('expose deployment sticky-d --type=LoadBalancer --port=8080')).toBe('service/sticky-d exposed\n');
    expect(rows(await run('get services sticky-d'))[0]?.slice(0, 5)).toEqual([
      'sticky-d',
      'LoadBalancer',
      '<none>',
      '<pending>',
      '8080/TCP',
    ]);
    const annotations = {
      'nginx.ingress.kubernetes.io/affinity': 'cookie',
      'nginx.ingress.kubernetes.io/affinity-mode': 'balanced',
      'nginx.ingress.kubernetes.io/session-cookie-name': 'key',
      'nginx.ingress.kubernetes.io/session-cookie-max-age': '60',
    };
    expect(await run('apply -f -', ingress('example-ingress', annotations))).toBe(
      'ingress.networking.k8s.io/example-ingress created\n',
    );
    expect(rows(await run('get ingresses'))[0]?.slice(0, 3)).toEqual(['example-ingress', '<none>', 'sticky.info']);
    expect(await run('delete deployment sticky-d')).toBe('deployment.apps "sticky-d" deleted\n');
    expect(await run('get deployments')).toBe('');
  });

  test('is told of an annotation that is a number as by a real server', async () => {
    const wrong = ingress('example-ingress', { 'nginx.ingress.kubernetes.io/session-cookie-max-age': 60 });
    expect(await refused('apply -f -', wrong)).toContain(
      'json: cannot unmarshal number into Go struct field ObjectMeta.metadata.annotations of type string',
    );
  });

  test('applies, finds nothing to do, shows a difference and applies it', async () => {
    expect(await run('apply -f -', deployment('web'))).toBe('deployment.apps/web created\n');
    expect(await run('apply -f -', deployment('web'))).toBe('deployment.apps/web unchanged\n');
    const { code, stdout } = await kubectl.run(words('diff -f -'), JSON.stringify(deployment('web', { replicas: 3 })));
    expect(code).toBe(1);
    expect(stdout).toMatch(/-\s+replicas: 1\n\+\s+replicas: 3/);
    expect(await run('apply --dry-run=server -f -', deployment('web', { replicas: 3 }))).toBe(
      'deployment.apps/web configured (server dry run)\n',
    );
    expect(await run('get deployment web -o jsonpath={.spec.replicas}')).toBe('1');
    expect(await run('apply -f -', deployment('web', { replicas: 3 }))).toBe('deployment.apps/web configured\n');
    // A field that is left out of what was applied before goes back to its default.
    await run('apply -f -', deployment('web'));
    expect(await run('get deployment web -o jsonpath={.spec.replicas}')).toBe('1');
  });

  test('takes a list apart', async () => {
    const items = [deployment('one'), deployment('two')];
    const list = { apiVersion: 'v1', kind: 'List', items };
    expect(await run('apply -f -', list)).toBe('deployment.apps/one created\ndeployment.apps/two created\n');
    const { stdout } = await kubectl.run(words('get deployments -o json'));
    expect(await run('replace --validate=strict -f -', JSON.parse(stdout))).toBe(
      'deployment.apps/one replaced\ndeployment.apps/two replaced\n',
    );
  });

  test('applies on the server, meets a conflict and takes over', async () => {
    await run('create deployment web --image=example.com/web:1 --replicas=2');
    const apply = 'apply --server-side --field-manager=sticky -f -';
    expect(await refused(apply, deployment('web', { replicas: 5 }))).toContain(
      'Apply failed with 1 conflict: conflict with "kubectl-create" using apps/v1: .spec.replicas',
    );
    await run(`${apply} --force-conflicts`, deployment('web', { replicas: 5 }));
    expect(await run('get deployment web -o jsonpath={.spec.replicas}')).toBe('5');
  });

  test('is told what is wrong with a manifest, field by field', async () => {
    const wrong = deployment('web', { replicas: -1, minReadySeconds: -1 });
    const message = await refused('apply -f -', wrong);
    expect(message).toContain('The Deployment "web" is invalid:');
    expect(message).toContain('* spec.replicas: Invalid value: -1: must be greater than or equal to 0');
    expect(await refused('apply -f -', deployment('web', { replica: 2 }))).toContain(
      'strict decoding error: unknown field "spec.replica"',
    );
  });

  test('explains, from OpenAPI', async () => {
    expect(await run('explain deployment.spec')).toMatch(
      /^GROUP: +apps\nKIND: +Deployment\nVERSION: +v1\n[\s\S]*replicas\t<integer>/,
    );
    expect(await run('explain ingress.spec.rules.http.paths.pathType')).toContain('ImplementationSpecific');
    expect(await run('explain service.spec.ports --recursive')).toContain('targetPort\t<IntOrString>');
  });

  test('lists kinds, versions and all', async () => {
    expect(await run('api-resources -o name')).toContain('deployments.apps\n');
    expect(await run('api-versions')).toContain('networking.k8s.io/v1\n');
    expect(await run('version -o json')).toContain('+sticky-lab');
    await run('create deployment web --image=web');
    expect(await run('get all')).toContain('deployment.apps/web');
  });

  test('changes objects in every way it knows', async () => {
    await run('create deployment web --image=web:1');
    await run('label deployment web tier=front');
    await run('annotate deployment web note=x');
    await run('set image deployment/web web=web:2');
    await run('set env deployment/web A=1');
    await run('rollout restart deployment/web');
    await run('patch deployment web --type=json -p [{"op":"replace","path":"/spec/replicas","value":4}]');
    const { stdout } = await kubectl.run(words('get deployment web -o json'));
    expect(JSON.parse(stdout)).toMatchObject({
      metadata: { labels: { app: 'web', tier: 'front' }, annotations: { note: 'x' } },
      spec: {
        replicas: 4,
        template: {
          metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': expect.any(String) } },
          spec: { containers: [{ name: 'web', image: 'web:2', env: [{ name: 'A', value: '1' }] }] },
        },
      },
    });
  });

  test('waits for what it is told to wait for', async () => {
    await run('create deployment web --image=web');
    const waiting = run('wait --for=jsonpath={.spec.replicas}=3 deployment/web --timeout=20s');
    await run('scale deployment web --replicas=3');
    expect(await waiting).toBe('deployment.apps/web condition met\n');
  });

  test('describes', async () => {
    await run('create deployment web --image=web:1');
    await run('expose deployment web --port=80');
    expect(await run('describe deployment web')).toMatch(/StrategyType: +RollingUpdate/);
    expect(await run('describe service web')).toMatch(/Session Affinity: +None/);
    expect(await run('describe namespace default')).toMatch(/Status: +Active/);
    expect(await run('events')).toBe('');
  });

  test('watches', async () => {
    await run('create deployment web --image=web');
    const watching = kubectl.runUntil(words('get deployments --watch'), /0\/2/);
    await run('scale deployment web --replicas=2');
    const seen = rows(await watching).map(([name, ready]) => `${name} ${ready}`);
    expect(seen[0]).toMatch(/^web 0\/[12]$/);
    expect(seen.at(-1)).toBe('web 0/2');
  });

  test('reads logs', async () => {
    await run('run web --image=web');
    expect(await refused('logs web')).toContain('container "web" in pod "web" is waiting to start');
    const pod = api.store.get('pods', { namespace, name: 'web' });
    if (pod === undefined) throw new Error('the pod was not made');
    const running = { name: 'web', ready: true, restartCount: 0, image: 'web', imageID: '', state: { running: {} } };
    api.store.update('pods', { ...pod, status: { phase: 'Running', containerStatuses: [running] } });
    expect(await run('logs web')).toBe('one\ntwo\nthree\n');
    expect(await run('logs web --tail=1')).toBe('three\n');
    expect(await run('logs web --follow --tail=1')).toBe('three\nfour\n');
    expect(await refused('logs web -c other')).toContain('container other is not valid for pod web');
    expect(await refused('logs web --previous')).toContain(
      'previous terminated container "web" in pod "web" not found',
    );
  });

  test('keeps secrets and namespaces', async () => {
    await run('create namespace shop');
    await run('create secret generic db --from-literal=password=x -n shop');
    expect(await run('get secret db -n shop -o jsonpath={.data.password}')).toBe('eA==');
    await run('delete namespace shop --wait=false');
    expect(await run('get namespace shop -o jsonpath={.status.phase}')).toBe('Terminating');
  });

  test('is told that a kind or a feature is not there', async () => {
    expect(await refused('get statefulsets')).toContain(`the server doesn't have a resource type "statefulsets"`);
    await run('run web --image=web');
    expect(await refused('attach web')).not.toBe('');
  });
});
