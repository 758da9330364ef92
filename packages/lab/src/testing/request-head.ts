import type { RequestHead } from '../network/proxy/route.ts';

/** The head of a request for http://sticky.info/, but for what a test says of it. */
export function requestHead({ fields = [], ...rest }: Partial<RequestHead> = {}): RequestHead {
  return {
    method: 'GET',
    target: '/',
    version: '1.1',
    scheme: 'http',
    authority: 'sticky.info',
    host: 'sticky.info',
    fields,
    field(name) {
      const values = fields.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
      return values.length === 0 ? undefined : values.join(name === 'cookie' ? '; ' : ', ');
    },
    client: { address: '192.0.2.7', port: 40_000 },
    localPort: 80,
    serverName: undefined,
    ...rest,
  };
}
