import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderKubeconfig } from '../../state/kubeconfig.ts';

export interface KubectlResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Kubectl {
  /** Runs kubectl against the server; does not throw when it fails. `input` goes to its standard input. */
  run(args: readonly string[], input?: string): Promise<KubectlResult>;
  /** Runs a kubectl that goes on, and ends it once it has printed what matches `seen`. */
  runUntil(args: readonly string[], seen: RegExp): Promise<string>;
  close(): Promise<void>;
}

/** Whether this machine has a kubectl; tests that need one are skipped, and listed as skipped, where it has none. */
export const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;

/** A kubectl with a home, a cache and a kubeconfig of its own. */
export async function createKubectl(server: { url: string; ca: string; token: string }): Promise<Kubectl> {
  const home = await mkdtemp(join(tmpdir(), 'sticky-kubectl-'));
  const kubeconfig = join(home, 'config');
  await writeFile(kubeconfig, renderKubeconfig({ server: server.url, ca: server.ca, token: server.token }), {
    mode: 0o600,
  });
  const env = { PATH: process.env.PATH, HOME: home, USERPROFILE: home, KUBECONFIG: kubeconfig };
  const start = (args: readonly string[], done: (result: KubectlResult) => void) =>
    execFile('kubectl', args, { env, cwd: home, timeout: 30_000 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      done({ code, stdout, stderr });
    });
  return {
    run: (args, input = '') => new Promise((resolve) => start(args, resolve).stdin?.end(input)),
    runUntil: (args, seen) =>
      new Promise((resolve) => {
        let printed = '';
        const child = start(args, ({ stdout }) => resolve(stdout));
        child.stdout?.on('data', (chunk) => {
          printed += String(chunk);
          if (seen.test(printed)) child.kill();
        });
      }),
    close: () => rm(home, { recursive: true, force: true }),
  };
}
