import { Option } from '@commander-js/extra-typings';
import { type Affinity, DEFAULT_AFFINITY } from '@sticky/manifests';
import { CliError } from '../errors.ts';
import { durationFlag, fieldFlag } from './field-flag.ts';

/** What commands ask about an Affinity in the same words. */
export const affinityOption = {
  cookie: () =>
    new Option('--cookie <name>', 'keep a client by a cookie of this name')
      .argParser(fieldFlag('--cookie', 'cookieName'))
      .default(DEFAULT_AFFINITY.name),
  maxAge: () =>
    new Option('--max-age <duration>', 'how long the cookie lasts, from the first answer')
      .argParser(durationFlag('--max-age'))
      .default(DEFAULT_AFFINITY.maxAgeSeconds, '60s'),
  browserSession: () =>
    new Option('--browser-session', 'the cookie lasts until the browser closes').conflicts(['maxAge', 'clientAddress']),
  strength: () =>
    new Option('--strength <strength>', 'when pods change: hashed moves some clients, pinned only those of a gone pod')
      .choices(['hashed', 'pinned'])
      .default(DEFAULT_AFFINITY.strength),
  sameSite: () => new Option('--same-site <value>', 'SameSite of the cookie').choices(['None', 'Lax', 'Strict']),
  secure: () => new Option('--secure', 'send the cookie over https alone'),
  cookiePath: () =>
    new Option('--cookie-path <path>', "Path of the cookie (default: the router's)").argParser(
      fieldFlag('--cookie-path', 'cookiePath'),
    ),
  header: () =>
    new Option('--header <name>', 'keep a client by the value of a header')
      .argParser(fieldFlag('--header', 'headerName'))
      .conflicts([
        'cookie',
        'maxAge',
        'browserSession',
        'strength',
        'sameSite',
        'secure',
        'cookiePath',
        'clientAddress',
      ]),
  clientAddress: () =>
    new Option('--client-address', 'keep a client by its address, on the Service').conflicts([
      'cookie',
      'maxAge',
      'strength',
      'sameSite',
      'secure',
      'cookiePath',
    ]),
  timeout: () =>
    new Option('--timeout <duration>', 'silence after which an address may meet another pod').argParser(
      durationFlag('--timeout'),
    ),
};

interface AffinityOptions {
  readonly cookie: string;
  readonly maxAge?: number | undefined;
  readonly browserSession?: true | undefined;
  readonly strength: 'hashed' | 'pinned';
  readonly sameSite?: 'None' | 'Lax' | 'Strict' | undefined;
  readonly secure?: true | undefined;
  readonly cookiePath?: string | undefined;
  readonly header?: string | undefined;
  readonly clientAddress?: true | undefined;
  readonly timeout?: number | undefined;
}

/** The Affinity that the flags ask for. @throws ManifestError `invalid-input` */
export async function affinityOf(options: AffinityOptions): Promise<Affinity> {
  const { parseAffinity } = await import('@sticky/manifests');
  const { cookie, maxAge, browserSession, strength, sameSite, secure, cookiePath, header, clientAddress, timeout } =
    options;
  if (clientAddress) return parseAffinity({ kind: 'client-address', timeoutSeconds: timeout });
  if (timeout !== undefined)
    throw new CliError('usage', '--timeout belongs to --client-address; a cookie has --max-age');
  if (header !== undefined) return parseAffinity({ kind: 'header', name: header });
  return parseAffinity({
    kind: 'cookie',
    name: cookie,
    strength,
    maxAgeSeconds: browserSession ? undefined : maxAge,
    sameSite,
    secure,
    path: cookiePath,
  });
}
