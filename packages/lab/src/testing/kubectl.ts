import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

export interface KubectlResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Whether this machine has a kubectl to test with. */
export function hasKubectl(): boolean {
  return spawnSync('kubectl', ['version', '--client']).status === 0;
}

/** The kubectl of this machine, pinned to one kubeconfig and a home of its own. */
export class Kubectl {
  readonly #kubeconfig: string;
  readonly #home: string;

  constructor(kubeconfig: string, home: string) {
    this.#kubeconfig = kubeconfig;
    this.#home = home;
  }

  /** Runs to the end, whatever it is. */
  async try(args: readonly string[], input = ''): Promise<KubectlResult> {
    const child = this.#spawn(args);
    child.stdin.end(input);
    const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    return { code: Number(code), stdout, stderr };
  }

  /** What it prints. Throws when it fails. */
  async run(args: readonly string[], input = ''): Promise<string> {
    const { code, stdout, stderr } = await this.try(args, input);
    if (code !== 0) throw new Error(`kubectl ${args.join(' ')} ended with ${code}: ${stderr}`);
    return stdout;
  }

  /** Runs until the test is over: `get -w`, `logs -f`. The lines come as they are printed. */
  follow(args: readonly string[]): { readonly lines: readonly string[] } {
    const child = this.#spawn(args);
    const lines: string[] = [];
    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      const pieces = (rest + chunk).split('\n');
      rest = pieces.pop() ?? '';
      lines.push(...pieces);
    });
    onTestFinished(async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'close');
    });
    return { lines };
  }

  #spawn(args: readonly string[]): ChildProcessWithoutNullStreams {
    const env = { PATH: process.env.PATH, HOME: this.#home, KUBECONFIG: this.#kubeconfig };
    return spawn('kubectl', args, { env });
  }
}
