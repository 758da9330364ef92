import { readFile } from 'node:fs/promises';
import type { Environment, Target } from '@sticky/probe';
import { CliError } from '../errors.ts';
import type { ReachOptions } from '../options/reach-options.ts';
import { readSecret, type SecretSource } from '../options/secret-flag.ts';

/**
 * What the flags say of a target, over what is known of it already.
 *
 * @param environment may name a proxy; whoever says where to connect means there, and needs none
 * @throws CliError `usage` for a file or a secret that cannot be read
 */
export async function withOptions(
  target: Target,
  options: ReachOptions,
  environment: Environment = {},
): Promise<Target> {
  const { connectTo, host, serverName, header, forwardedFor, follow } = options;
  const [ca, clientCertificate, credentials] = await Promise.all([
    options.ca === undefined ? undefined : readPem('--ca', options.ca),
    readClientCertificate(options),
    readCredentials(options),
  ]);
  const own = { ...target, ...(connectTo && { connectTo }) };
  const { proxyFor } = await import('@sticky/probe');
  const proxy = options.proxy ?? (own.connectTo === undefined ? proxyFor(own.url, environment) : undefined);
  return {
    ...own,
    ...(host !== undefined && { host }),
    ...(serverName !== undefined && { serverName }),
    ...(header !== undefined && { fields: header }),
    ...(forwardedFor !== undefined && { forwardedFor }),
    ...(follow !== undefined && { redirects: follow }),
    ...(proxy !== undefined && { proxy }),
    ...(ca !== undefined && { ca }),
    ...(clientCertificate && { clientCertificate }),
    ...(credentials && { credentials }),
  };
}

async function readClientCertificate({ cert, key }: ReachOptions): Promise<Target['clientCertificate']> {
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined) {
    throw new CliError('usage', '--cert and --key belong together: name the certificate and its private key');
  }
  return { cert: await readPem('--cert', cert), key: await readPem('--key', key) };
}

async function readCredentials({ basic, bearer }: ReachOptions): Promise<Target['credentials']> {
  if (bearer !== undefined) return { bearer: await readSecret('--bearer', bearer) };
  return basic === undefined ? undefined : { basic: await readUser(basic) };
}

async function readUser(place: SecretSource): Promise<{ user: string; password: string }> {
  const text = await readSecret('--basic', place);
  const colon = text.indexOf(':');
  if (colon < 0) throw new CliError('usage', '--basic: what is there is not USER:PASSWORD');
  return { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

async function readPem(flag: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new CliError('usage', `${flag}: cannot read ${file}: name a file in PEM`, { cause });
  }
}
