import { isIP } from 'node:net';

/** Where the app hears. */
export interface Settings {
  /** An IP address or `localhost`. */
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
}

/** A setting that cannot be used. The message is one line and says what can. */
export class SettingError extends Error {
  override readonly name = 'SettingError';
}

/**
 * Reads `HOST` and `PORT`. The defaults suit a container, where the way in is the pod's address: every IPv4 address,
 * port 8080. @throws SettingError
 */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  return { host: readHost(env.HOST || '0.0.0.0'), port: readPort(env.PORT || '8080') };
}

function readHost(text: string): string {
  if (isIP(text) === 0 && text !== 'localhost') {
    throw new SettingError(`HOST is ${JSON.stringify(text)}: use an IP address (127.0.0.1, 0.0.0.0, ::) or localhost`);
  }
  return text;
}

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65535) {
    throw new SettingError(`PORT is ${JSON.stringify(text)}: use a whole number from 1 to 65535, or 0 for a free port`);
  }
  return port;
}
