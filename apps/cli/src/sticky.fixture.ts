import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const bin = join(import.meta.dirname, '..', 'bin', 'sticky.js');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A user with a home folder of their own, and so with a lab of their own. */
export interface User extends AsyncDisposable {
  readonly home: string;
  /** Runs the built `sticky` to its end. */
  sticky(...args: readonly string[]): Promise<Ended>;
  /** The same with a text on its standard input. */
  pipe(input: string, ...args: readonly string[]): Promise<Ended>;
  /** Starts it, for a test that does something meanwhile. */
  start(...args: readonly string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended> };
  /** Every file and folder that is left in the home folder. */
  files(): Promise<string[]>;
  /** The processes that run for this user, as far as the system tells (Linux). */
  processes(): Promise<string[]>;
}

/** @param variables of the environment, beside those that a process cannot do without */
export async function createUser(variables: Readonly<Record<string, string>> = {}): Promise<User> {
  const home = await mkdtemp(join(tmpdir(), 'sticky-cli-'));
  const env = {
    PATH: process.env.PATH,
    SystemRoot: process.env.SystemRoot,
    HOME: home,
    USERPROFILE: home,
    XDG_STATE_HOME: join(home, 'state'),
    TMPDIR: home,
    TEMP: home,
    ...variables,
  };
  const run = (args: readonly string[], input = '') => {
    const child = spawn(process.execPath, [bin, ...args], { env, cwd: home, stdio: 'pipe' });
    // A command that does not read its input, or refuses it, ends with the pipe still full.
    child.stdin.on('error', () => undefined).end(input);
    const closed = new Promise<number | null>((resolve, reject) => child.once('close', resolve).once('error', reject));
    const ended = Promise.all([closed, text(child.stdout), text(child.stderr)]).then(([code, stdout, stderr]) => ({
      code,
      stdout,
      stderr,
    }));
    return { child, ended };
  };
  const start: User['start'] = (...args) => run(args);
  const sticky: User['sticky'] = (...args) => start(...args).ended;
  return {
    home,
    start,
    sticky,
    pipe: (input, ...args) => run(args, input).ended,
    files: () => readdir(home, { recursive: true }),
    processes: () => processesOf(home),
    async [Symbol.asyncDispose]() {
      await sticky('lab', 'down');
      await rm(home, { recursive: true, force: true });
    },
  };
}

// A lab hands the environment on to its pods, or names its folder to them: either way the home folder stands there.
async function processesOf(home: string): Promise<string[]> {
  const numbers = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    numbers.map(async (number) => {
      const read = (name: string) => readFile(join('/proc', number, name), 'utf8').catch(() => '');
      const [environment, command] = await Promise.all([read('environ'), read('cmdline')]);
      return `${environment}${command}`.includes(home) ? [`${number} ${command.replaceAll('\0', ' ')}`] : [];
    }),
  );
  return found.flat();
}
