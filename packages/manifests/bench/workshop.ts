import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { build } from 'esbuild';

export interface Ended {
  readonly stdout: string;
  /** From the start of the process to its end. */
  readonly milliseconds: number;
}

/** The folder of one run, and the programs that are run in it. */
export class Workshop implements AsyncDisposable {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async open(): Promise<Workshop> {
    return new Workshop(await mkdtemp(join(tmpdir(), 'sticky-bench-')));
  }

  /** Writes a file under the folder, and says where. */
  async write(name: string, content: string): Promise<string> {
    const path = join(this.folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    return path;
  }

  /** A script as users have it: one file of JavaScript. */
  async bundle(entry: string): Promise<string> {
    const outfile = join(this.folder, `${basename(entry, '.ts')}.cjs`);
    await build({
      entryPoints: [entry],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node22.19',
      minify: true,
    });
    return outfile;
  }

  /** Runs a program to its end. @throws Error when it fails */
  async run(command: string, args: readonly string[]): Promise<Ended> {
    const start = performance.now();
    const child = spawn(command, args, { cwd: this.folder, stdio: ['ignore', 'pipe', 'inherit'] });
    const [stdout, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    if (code !== 0) throw new Error(`${command} ended with ${String(code)}`);
    return { stdout, milliseconds: performance.now() - start };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}
