import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAffinity, parseAppSpec, parseDocuments, renderApp } from '@sticky/manifests';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createUser, type User } from './sticky.fixture.ts';

const folder = join(import.meta.dirname, '..');

/** What needs no cluster. */
describe('without a cluster', () => {
  let user: User;
  beforeAll(async () => {
    user = await createUser();
  });
  afterAll(async () => {
    await user[Symbol.asyncDispose]();
  });

  it('prints the same help with and without --help, and every command in it', async () => {
    const help = await user.sticky('--help');
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(await user.sticky()).toEqual(help);
    for (const verb of [
      'demo',
      'lab',
      'deploy',
      'scale',
      'expose',
      'stick',
      'unstick',
      'status',
      'probe',
      'watch',
      'load',
    ]) {
      expect(help.stdout).toMatch(new RegExp(`^ {2}${verb}\\b`, 'm'));
      expect(await user.sticky(verb, '--help')).toMatchObject({ code: 0, stderr: '' });
    }
  });

  it('prints its version', async () => {
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    expect(await user.sticky('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('renders the sticky app of the tutorial', async () => {
    const { code, stdout } = await user.sticky('render', '--replicas', '2');
    expect(code).toBe(0);
    expect(stdout).toContain('session-cookie-max-age: "60"');
    const app = parseAppSpec({
      name: 'sticky-d',
      image: 'mopckou/sticky-session:0.0.5',
      replicas: 2,
      port: 8080,
      healthPath: '/',
      serviceType: 'LoadBalancer',
      route: { host: 'sticky.info', path: '/' },
    });
    const affinity = parseAffinity({ kind: 'cookie', name: 'key', strength: 'hashed', maxAgeSeconds: 60 });
    expect(parseDocuments(stdout)).toEqual(renderApp(app, affinity, 'ingress-nginx').objects);
  });

  it('renders an affinity by address without a route, and none at all', async () => {
    const byAddress = parseDocuments((await user.sticky('render', '--client-address', '--timeout', '1h')).stdout);
    expect(byAddress.map(({ kind }) => kind)).toEqual(['Deployment', 'Service']);
    expect(byAddress[1]).toMatchObject({ spec: { sessionAffinityConfig: { clientIP: { timeoutSeconds: 3600 } } } });
    expect((await user.sticky('render', '--no-affinity')).stdout).not.toContain('affinity');
  });

  it('says on stderr what a router cannot do, and keeps stdout for the objects', async () => {
    const byAddress = ['render', '--client-address', '--timeout', '1h', '--router', 'ingress-nginx', '-o', 'json'];
    const { code, stdout, stderr } = await user.sticky(...byAddress);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^! timeoutSeconds: /);
    expect(JSON.parse(stdout)).toMatchObject({
      losses: [{ field: 'timeoutSeconds' }],
      objects: [{}, {}, { kind: 'Ingress' }],
    });
  });
});

it('says that it is not built', async () => {
  const copy = await mkdtemp(join(tmpdir(), 'sticky-cli-'));
  try {
    await mkdir(join(copy, 'bin'));
    await cp(join(folder, 'bin', 'sticky.js'), join(copy, 'bin', 'sticky.js'));
    await writeFile(join(copy, 'package.json'), '{ "type": "module" }');
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(copy, 'bin', 'sticky.js')], {
      encoding: 'utf8',
    });
    expect({ status, stdout, stderr }).toEqual({
      status: 2,
      stdout: '',
      stderr: 'sticky is not built: run npx pnpm@10 turbo build\n',
    });
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
});
