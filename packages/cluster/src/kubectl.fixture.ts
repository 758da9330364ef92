import { spawn, spawnSync } from 'node:child_process';
import type { TestCluster } from './clusters.fixture.ts';

/** Whether this machine has a kubectl: tests of what it and Sticky make of each other's objects are skipped where it has none. */
export const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;

/** Runs the real kubectl in a namespace; resolves with what it prints, rejects with what it complains about. */
export type Kubectl = (args: readonly string[], input?: string) => Promise<string>;

export function kubectlIn({ kubeconfig, context }: TestCluster, namespace: string): Kubectl {
  const place = [...(kubeconfig ? ['--kubeconfig', kubeconfig] : []), '--context', context, '--namespace', namespace];
  return (args, input) => run([...place, ...args], input);
}

function run(args: readonly string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('kubectl', args, { stdio: 'pipe' });
    const said = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said.out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said.err += text;
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(said.out);
      else reject(new Error(`kubectl ${args.join(' ')}: ${said.err}`));
    });
    child.stdin.end(input);
  });
}
