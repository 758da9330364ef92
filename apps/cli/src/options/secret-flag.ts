import { readFile } from 'node:fs/promises';
import { CliError } from '../errors.ts';

/** Where a secret is to be found. On the command line itself every user of the machine could read it. */
export type SecretSource =
  | { readonly kind: 'env'; readonly name: string }
  | { readonly kind: 'file'; readonly path: string };

/** A commander parser for `env:NAME` or `file:PATH`. What was given instead may be the secret: no message repeats it. */
export function secretFlag(flag: string): (text: string) => SecretSource {
  return (text) => {
    const { kind, place } = /^(?<kind>env|file):(?<place>.+)$/.exec(text)?.groups ?? {};
    if (kind === 'env' && place !== undefined) return { kind, name: place };
    if (kind === 'file' && place !== undefined) return { kind, path: place };
    throw new CliError(
      'usage',
      `${flag}: say where it is, env:NAME or file:PATH; others could read it on a command line`,
    );
  };
}

/** The secret, without the line feed that ends a file. @throws CliError `usage` when there is none */
export async function readSecret(flag: string, source: SecretSource): Promise<string> {
  const secret = source.kind === 'env' ? process.env[source.name] : await readSecretFile(flag, source.path);
  const text = secret?.replace(/\r?\n$/, '') ?? '';
  if (text !== '') return text;
  const place = source.kind === 'env' ? `the variable ${source.name}` : source.path;
  throw new CliError('usage', `${flag}: ${place} is ${secret === undefined ? 'not set' : 'empty'}`);
}

async function readSecretFile(flag: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new CliError('usage', `${flag}: cannot read ${path}`, { cause });
  }
}
