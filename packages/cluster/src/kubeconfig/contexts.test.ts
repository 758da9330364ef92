import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ClusterError, connect, listContexts } from '../index.ts';

const SECRET = 'fLs7-very-secret-token';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sticky-kubeconfig-'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const config = (context: string, server = 'https://127.0.0.1:1') => `
apiVersion: v1
kind: Config
current-context: ${context}
clusters:
- name: ${context}-cluster
  cluster: {server: "${server}"}
users:
- name: ${context}-user
  user: {token: ${SECRET}}
contexts:
- name: ${context}
  context: {cluster: ${context}-cluster, user: ${context}-user, namespace: shop}
`;

/** The error that opening a context ends in; fails when it opens. */
async function failure(options: { kubeconfig?: string; context: string }): Promise<ClusterError> {
  try {
    await connect({ timeout: 2_000, ...options });
  } catch (error) {
    if (error instanceof ClusterError) return error;
    throw error;
  }
  throw new Error('it opened');
}

describe('listing contexts', () => {
  test('tells each with its cluster, server and namespace, by name', () => {
    const path = write('config', config('prod', 'https://prod.example:6443'));

    expect(listContexts({ kubeconfig: path })).toEqual([
      { name: 'prod', cluster: 'prod-cluster', server: 'https://prod.example:6443', namespace: 'shop', current: true },
    ]);
  });

  test('merges the files of KUBECONFIG as kubectl does: the first entry of a name wins, missing files are skipped', () => {
    const first = write('first', config('a', 'https://first.example'));
    const second = write('second', `${config('a', 'https://second.example')}${''}`);
    const third = write('third', config('b'));
    vi.stubEnv('KUBECONFIG', [first, join(folder, 'missing'), second, third].join(delimiter));

    const contexts = listContexts();

    expect(contexts.map(({ name, server, current }) => [name, server, current])).toEqual([
      ['a', 'https://first.example', true],
      ['b', 'https://127.0.0.1:1', false],
    ]);
  });

  test('lists a context whose cluster is missing, for the others to be usable', () => {
    const path = write('config', 'contexts: [{name: lost, context: {cluster: gone}}]');

    expect(listContexts({ kubeconfig: path })).toEqual([
      { name: 'lost', cluster: 'gone', server: '', namespace: 'default', current: false },
    ]);
  });

  test('an empty file has no contexts, as `kubectl config` leaves it', () => {
    expect(listContexts({ kubeconfig: write('config', '') })).toEqual([]);
    expect(listContexts({ kubeconfig: write('config', 'contexts: null') })).toEqual([]);
  });
});

describe('what cannot be opened says why, without a secret', () => {
  test.each([
    [
      'not YAML',
      `users:\n- name: x\n  user: {token: ${SECRET}\n  : :`,
      'kubeconfig-invalid',
      /not YAML at line \d+ .*correct it/,
    ],
    ['a list', '- a', 'kubeconfig-invalid', /is not one/],
    ['contexts of the wrong kind', 'contexts: {a: b}', 'kubeconfig-invalid', /contexts: /],
    ['a scalar', SECRET, 'kubeconfig-invalid', /is not one/],
  ])('%s', async (_, text, code, message) => {
    const path = write('config', text);

    const error = await failure({ kubeconfig: path, context: 'x' });

    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.message).toContain(path);
    expect(JSON.stringify([error.message, String(error.cause), error.stack])).not.toContain(SECRET);
  });

  test('a file that is not there', async () => {
    const error = await failure({ kubeconfig: join(folder, 'nowhere'), context: 'x' });

    expect(error.code).toBe('kubeconfig-missing');
    expect(error.message).toContain(join(folder, 'nowhere'));
  });

  test('one that is there and cannot be read, so that nobody takes it for one that is not there', () => {
    vi.stubEnv('KUBECONFIG', folder);

    expect(() => listContexts()).toThrow(
      expect.objectContaining({ code: 'kubeconfig-invalid', message: expect.stringContaining('cannot be read') }),
    );
  });

  test('no kubeconfig at all', () => {
    vi.stubEnv('KUBECONFIG', join(folder, 'nowhere'));

    expect(() => listContexts()).toThrow(expect.objectContaining({ code: 'kubeconfig-missing' }));
  });

  test('an unknown context names the ones there are', async () => {
    const error = await failure({ kubeconfig: write('config', config('prod')), context: 'prdo' });

    expect(error).toMatchObject({ code: 'context-unknown', message: expect.stringContaining('it has "prod"') });
  });

  test.each([
    ['cluster', 'contexts: [{name: x, context: {cluster: gone}}]', /names the cluster "gone"/],
    [
      'user',
      'clusters: [{name: c, cluster: {server: "https://a"}}]\ncontexts: [{name: x, context: {cluster: c, user: gone}}]',
      /names the user "gone"/,
    ],
    [
      'server',
      'clusters: [{name: c, cluster: {server: "ftp://a"}}]\ncontexts: [{name: x, context: {cluster: c}}]',
      /server/,
    ],
    [
      'way to act as somebody else',
      'clusters: [{name: c, cluster: {server: "https://a"}}]\nusers: [{name: u, user: {as: x, as-groups: [y]}}]\ncontexts: [{name: x, context: {cluster: c, user: u}}]',
      /as-groups: Sticky cannot impersonate/,
    ],
    [
      'certificate authority',
      'clusters: [{name: c, cluster: {server: "https://a", certificate-authority: gone.crt}}]\ncontexts: [{name: x, context: {cluster: c}}]',
      /gone\.crt, which the kubeconfig names for context "x", cannot be read \(ENOENT\)/,
    ],
    ['entry', 'contexts: [{name: x}]', /The context "x".* cannot be used: cluster: name one\.$/],
  ])('a context without a usable %s', async (_, text, message) => {
    const error = await failure({ kubeconfig: write('config', text), context: 'x' });

    expect(error.code).toBe('kubeconfig-invalid');
    expect(error.message).toMatch(message);
  });
});
