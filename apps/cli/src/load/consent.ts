import { lookup } from 'node:dns/promises';
import { BlockList } from 'node:net';
import type { LoadOptions, Target } from '@sticky/probe';
import { CliError } from '../errors.ts';
import type { AppOrUrl } from '../options/app-or-url.ts';
import type { Run } from '../run.ts';
import { LAB_CONTEXT } from '../target/connect-target.ts';
import { oneLine } from '../terminal/printable.ts';
import { confirm } from '../verb/confirm.ts';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether a load can harm nobody else: the target is this machine, and no app of a cluster other than the lab. */
export async function isOwnTarget({ options }: Run, what: AppOrUrl, target: Target): Promise<boolean> {
  const { context, kubeconfig } = options;
  const isLab = kubeconfig === undefined && (context === undefined || context === LAB_CONTEXT);
  if (what.kind === 'app' && !isLab) return false;
  return isLoopback(target.connectTo?.host ?? new URL(target.url).hostname.replace(/^\[(.*)\]$/, '$1'));
}

async function isLoopback(host: string): Promise<boolean> {
  // A name that leads nowhere now may lead elsewhere soon.
  const addresses = await lookup(host, { all: true }).catch(() => []);
  return (
    addresses.length > 0 &&
    addresses.every(({ address, family }) => loopback.check(address, family === 6 ? 'ipv6' : 'ipv4'))
  );
}

/** Asks before somebody's servers are put under load; `--yes` answers. @throws CliError `usage` when nobody is there, `declined` */
export async function confirmLoad(
  { options, terminal, signal }: Run,
  target: Target,
  load: LoadOptions,
): Promise<void> {
  if (options.yes === true) return;
  const { rate = 0, connections = 1, duration = 10_000, requests } = load;
  const most = requests === undefined ? `for ${duration / 1000} s` : `${requests.toLocaleString('en-US')} in all`;
  const { host } = new URL(target.url);
  const what = oneLine(
    `${rate.toLocaleString('en-US')} requests a second to ${target.host ?? host}, over ${connections} connections, ${most}`,
  );
  if (!terminal.interactive) {
    throw new CliError('usage', `nothing was sent: say --yes to send up to ${what}`);
  }
  const asked = { input: terminal.stdin, output: terminal.stderr, signal };
  if (!(await confirm(`Send up to ${what}?`, asked))) throw new CliError('declined', 'nothing was sent');
}
