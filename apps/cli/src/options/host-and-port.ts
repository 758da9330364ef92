import { isIPv6 } from 'node:net';
import { CliError } from '../errors.ts';

export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

/** Reads `127.77.2.1:80`, `node-1:30080` or `[::1]:8080`. */
export function hostAndPort(text: string): HostAndPort {
  const match = /^(?:\[(?<bracketed>[^\]]+)\]|(?<plain>[A-Za-z0-9._-]+)):(?<port>\d{1,5})$/.exec(text);
  const { bracketed, plain, port } = match?.groups ?? {};
  const host = bracketed !== undefined && isIPv6(bracketed) ? bracketed : plain;
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535) {
    throw new CliError('usage', `--connect-to: "${text}" is not HOST:PORT, for example 127.77.2.1:80 or [::1]:8080`);
  }
  return { host, port: Number(port) };
}
