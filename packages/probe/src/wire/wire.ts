import type { ParsedTarget } from '../target.ts';
import type { Line, Protocol, Transport } from '../transport.ts';
import { openDialler } from './dial.ts';
import { openHttp1 } from './http1.ts';
import { openHttp2 } from './http2.ts';
import type { LineContext } from './line-context.ts';
import { fieldsTo } from './request-fields.ts';
import { openWebSocket } from './websocket.ts';

const protocols: Readonly<Record<Protocol, (context: LineContext) => Line>> = {
  'http/1.1': openHttp1,
  h2: openHttp2,
  websocket: openWebSocket,
};

/** Lines over the network, on connections that the probe rules itself: no pool, no reuse unless a line is used again. */
export function openWire(target: ParsedTarget, timeout: number): Transport {
  const lines = new Set<Line>();
  const dialler = openDialler(target);
  const fields = fieldsTo(target);
  return {
    open: ({ source, protocol = 'http/1.1' } = {}) => {
      const dial: LineContext['dial'] = (options) => dialler({ ...options, ...(source && { source }) });
      const line = protocols[protocol]({ target, timeout, fields, dial });
      const tracked: Line = {
        request: line.request,
        close: () => {
          lines.delete(tracked);
          return line.close();
        },
      };
      lines.add(tracked);
      return tracked;
    },
    close: async () => {
      await Promise.all([...lines].map((line) => line.close()));
    },
  };
}
