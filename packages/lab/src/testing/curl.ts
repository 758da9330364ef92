import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

const version = spawnSync('curl', ['--version'], { encoding: 'utf8' });

/** Whether this machine has a curl that speaks HTTP/2. */
export const hasCurl = version.status === 0 && version.stdout.includes('HTTP2');

/** What curl prints. Throws when it fails. */
export async function curl(...args: string[]): Promise<string> {
  const child = spawn('curl', ['--silent', '--show-error', '--disable', '--noproxy', '*', ...args]);
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (code !== 0) throw new Error(`curl ended with ${code}: ${stderr}`);
  return stdout;
}
