import manifest from '../../package.json' with { type: 'json' };
import type { ParsedTarget } from '../target.ts';
import type { Field, Order } from '../transport.ts';

/** Says in every access log who asks, and what for. */
export const userAgent = `sticky-probe/${manifest.version} (+tests session affinity)`;

const own: readonly Field[] = [
  ['user-agent', userAgent],
  ['accept', 'application/json'],
  // Bodies are read, not shown: what is not compressed cannot grow.
  ['accept-encoding', 'identity'],
];

/** Makes the header fields of requests to a target: the probe's own, then the target's, then the order's; the last to name a field rules it. */
export function fieldsTo({ fields = [] }: ParsedTarget): (order: Order) => readonly Field[] {
  const standing = layered(own, lowered(fields));
  return ({ cookie, fields: added }) => {
    const all = added === undefined ? standing : layered(standing, lowered(added));
    return cookie === '' ? all : [...all, ['cookie', cookie]];
  };
}

function layered(below: readonly Field[], above: readonly Field[]): readonly Field[] {
  const ruled = new Set(above.map(([name]) => name));
  return [...below.filter(([name]) => !ruled.has(name)), ...above];
}

function lowered(fields: readonly Field[]): readonly Field[] {
  return fields.map(([name, value]) => [name.toLowerCase(), value]);
}
