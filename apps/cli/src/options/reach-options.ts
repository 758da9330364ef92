import { Option } from '@commander-js/extra-typings';
import { CliError } from '../errors.ts';
import type { NewCommand } from '../program.ts';
import { addressesFlag } from './address-flag.ts';
import { headerFlag } from './header-flag.ts';
import { hostAndPort } from './host-and-port.ts';
import { numberFlag } from './number-flag.ts';
import { oneOfFlag } from './one-of-flag.ts';
import { secretFlag } from './secret-flag.ts';

/** Adds how `probe` and `watch` reach what they ask, and who they say they are there. */
export function addReachOptions(command: NewCommand) {
  return command
    .optionsGroup('Where, and as whom:')
    .addOption(
      new Option('--via <way>', 'service or route (default: a route, if any)').argParser(
        oneOfFlag('--via', ['service', 'route']),
      ),
    )
    .option('--route <url>', 'which route of the app (default: its first)')
    .addOption(new Option('--connect-to <host:port>', "connect here, not to the URL's host").argParser(hostAndPort))
    .option('--host <host>', "ask for this host, not the URL's")
    .option('--server-name <name>', 'ask for this name in TLS, not the host')
    .option('--ca <file>', 'trust this authority, too; PEM')
    .option('--cert <file>', 'certificate of this client; PEM, with --key')
    .option('--key <file>', 'its private key; PEM')
    .addOption(
      new Option('--basic <place>', 'USER:PASSWORD, from env:NAME or file:PATH')
        .argParser(secretFlag('--basic'))
        .conflicts('bearer'),
    )
    .addOption(new Option('--bearer <place>', 'token, from env:NAME or file:PATH').argParser(secretFlag('--bearer')))
    .addOption(new Option('--header <field>', "'Name: value' to send; repeatable").argParser(headerFlag('--header')))
    .addOption(
      new Option('--forwarded-for <ip>', 'come from here in X-Forwarded-For; repeatable').argParser(
        addressesFlag('--forwarded-for'),
      ),
    )
    .addOption(
      new Option('--follow <n>', 'follow so many redirects first').argParser(
        numberFlag('--follow', { min: 0, max: 20 }),
      ),
    )
    .addOption(new Option('--proxy <url>', 'HTTP proxy (default: HTTP(S)_PROXY, NO_PROXY)').argParser(proxyFlag));
}

export type ReachOptions = ReturnType<ReturnType<typeof addReachOptions>['opts']>;

/** The rest of what a proxy's address can be, the probe knows. */
function proxyFlag(text: string): string {
  if (!text.includes('@')) return text;
  throw new CliError('usage', '--proxy: give its user and password in HTTPS_PROXY; others could read a command line');
}
