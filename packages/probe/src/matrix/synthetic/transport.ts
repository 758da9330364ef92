import type { Line, Transport } from '../../transport.ts';
import type { Answered, Asked } from './router.ts';

/** A transport without a network: a hundred thousand probes in minutes. */
export function syntheticTransport(route: (asked: Asked) => Answered, closes: boolean): Transport {
  let dialled = 0;
  return {
    open: ({ source = '127.0.0.1' } = {}) => {
      let connection = 0;
      const line: Line = {
        request: async ({ cookie, fields = [], path = '/' }) => {
          if (connection === 0 || closes) connection = ++dialled;
          const answered = route({
            cookies: new Map(cookie === '' ? [] : cookie.split('; ').map(pairOf)),
            connection,
            address: source,
            path,
            fields: new Map(fields.map(([name, value]) => [name.toLowerCase(), value])),
          });
          const exchange = { connection, took: 0, fields: answered?.fields ?? {} };
          if (answered === undefined) return { ...exchange, setCookie: [], failure: 'ECONNRESET' };
          const body = new TextEncoder().encode(`{"uuid":"pod-${answered.backend}"}`);
          return { ...exchange, status: 200, setCookie: answered.set, body };
        },
        close: async () => undefined,
      };
      return line;
    },
    close: async () => undefined,
  };
}

function pairOf(pair: string): [string, string] {
  const at = pair.indexOf('=');
  return [pair.slice(0, at), pair.slice(at + 1)];
}
