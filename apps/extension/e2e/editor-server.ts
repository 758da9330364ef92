import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { installEditor } from './editor/install.ts';

export interface EditorServer {
  /** Where the workbench is, opened on an empty folder. */
  readonly url: string;
  /** The temporary home: nothing of the user's own, no kubeconfig and no lab, is met there. */
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  close(): Promise<void>;
}

export type Settings = Readonly<Record<string, unknown>>;

const basics: Settings = {
  'telemetry.telemetryLevel': 'off',
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.colorTheme': 'Default Dark Modern',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'chat.disableAIFeatures': true,
  'git.enabled': false,
  // What else listens on this machine is not of the test.
  'remote.autoForwardPorts': false,
};

/** Settles what a page that is opened from now on finds as the user's settings. */
export async function writeSettings(home: string, settings: Settings): Promise<void> {
  const write = (scope: string, all: Settings) =>
    writeFile(join(home, 'data', scope, 'settings.json'), JSON.stringify(all));
  await write('User', { ...basics, ...settings });
  // Those of the scope `machine-overridable` are read here, where the server is not the reader's own machine.
  await write('Machine', settings);
}

/** Starts a VS Code server of its own with the .vsix installed, in a home of its own. */
export async function startEditor(vsix: string): Promise<EditorServer> {
  const editor = await installEditor(console.error);
  // Short, because sockets live in it and their paths may have 107 characters at most.
  const home = await mkdtemp(join(tmpdir(), 'sticky-e2e-'));
  const at = (...parts: readonly string[]) => join(home, ...parts);
  for (const folder of ['tmp', 'folder', 'data/User', 'data/Machine']) await mkdir(at(folder), { recursive: true });
  await writeSettings(home, {});
  await writeFile(at('config.yaml'), '');
  const { KUBECONFIG: _, ...inherited } = process.env;
  const env = {
    ...inherited,
    HOME: home,
    XDG_CONFIG_HOME: at('config'),
    XDG_DATA_HOME: at('share'),
    XDG_STATE_HOME: at('state'),
    XDG_CACHE_HOME: at('cache'),
    TMPDIR: at('tmp'),
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
  };
  const place = ['--user-data-dir', at('data'), '--extensions-dir', at('extensions'), '--config', at('config.yaml')];
  const run = (...args: readonly string[]) =>
    spawn(editor.node, [editor.entry, ...place, ...args], { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let server: ChildProcess | undefined;
  const close = async () => {
    if (server !== undefined) await endGroup(server);
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  try {
    const install = run('--install-extension', vsix);
    const said = collect(install);
    const [code] = await once(install, 'exit');
    if (code !== 0) throw new Error(`The editor did not install ${vsix}: ${said()}`);
    const options = ['--auth', 'none', '--bind-addr', '127.0.0.1:0', '--disable-telemetry', '--disable-update-check'];
    const quiet = ['--disable-workspace-trust', '--disable-getting-started-override', '--disable-proxy'];
    // In seconds. By default the server keeps what ran for a closed page, 100 MB each, for three hours.
    const leave = ['--reconnection-grace-time', '5'];
    server = run(...options, ...quiet, ...leave, at('folder'));
    const base = await listening(server);
    return { url: `${base}?folder=${encodeURIComponent(at('folder'))}`, home, env, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The address that the server says it listens at. */
async function listening(server: ChildProcess): Promise<string> {
  const said = collect(server);
  for (let tries = 0; tries < 300; tries += 1) {
    const address = /HTTP server listening on (http:\/\/127\.0\.0\.1:\d+\/)/.exec(said())?.[1];
    if (address !== undefined && (await fetch(`${address}healthz`).catch(() => undefined))?.ok) return address;
    if (server.exitCode !== null) break;
    await delay(100);
  }
  throw new Error(`The editor did not start: ${said()}`);
}

function collect(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (text += String(chunk)));
  return () => text;
}

/** Ends a detached process and all that it started. */
async function endGroup(leader: ChildProcess): Promise<void> {
  const { pid } = leader;
  if (pid === undefined) return;
  const signal = (name: NodeJS.Signals | 0) => {
    try {
      process.kill(-pid, name);
      return true;
    } catch {
      return false;
    }
  };
  signal('SIGTERM');
  for (let tries = 0; tries < 50 && signal(0); tries += 1) await delay(100);
  signal('SIGKILL');
}

/** The packaged extension. */
export async function vsixPath(): Promise<string> {
  const extension = join(import.meta.dirname, '..');
  const { version } = JSON.parse(await readFile(join(extension, 'package.json'), 'utf8'));
  return join(extension, '..', '..', 'dist', `sticky-${version}.vsix`);
}
