import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { statusesIn, type TestForwarding, TestProxy } from '../../testing/proxy.ts';
import type { Field } from './route.ts';

const LAST = 'GET / HTTP/1.1\r\nHost: a.info\r\nConnection: close\r\n\r\n';
/** The second is CR and LF once it is written as Latin-1. */
const BREAKS = ['x\r\nX-Evil: 1', 'x\u010d\u010aX-Evil: 1', 'x\nX-Evil: 1', 'x\0', '日本'];

async function startWith(changes: (proxy: TestProxy) => TestForwarding) {
  const proxy = await TestProxy.start({ route: (head, test) => test.forwarding(head, changes(test)) });
  return { proxy, seen: await proxy.notingPod() };
}

describe.each(BREAKS)('a route that says %j is carried out in no part', (value) => {
  const field: Field = ['X-A', value];

  test.each<[string, (proxy: TestProxy) => TestForwarding]>([
    ['in a field of the request', () => ({ requestEdits: { remove: new Set(), add: [field] } })],
    ['in the target', () => ({ target: `/${value}` })],
    ['in a field of errors', () => ({ errorFields: [field] })],
    [
      'in a field of a choice',
      ({ pods: [endpoint] }) => ({ choose: () => endpoint && { endpoint, reason: 'only one', fields: [field] } }),
    ],
  ])('%s', async (_where, changes) => {
    const { proxy, seen } = await startWith(changes);

    const answer = await proxy.exchange(LAST);

    expect(statusesIn(answer)).toEqual([500]);
    expect(answer).not.toContain('X-Evil');
    expect(seen).toEqual([]);
    expect(proxy.errors).toEqual([expect.any(TypeError)]);
    expect(String(proxy.errors[0])).not.toContain('Evil');
  });

  test('in a field of the answer, which nobody gets then', async () => {
    const { proxy } = await startWith(() => ({ responseEdits: () => ({ remove: new Set(), add: [field] }) }));

    const answer = await proxy.exchange(LAST);

    expect(statusesIn(answer)).toEqual([502]);
    expect(answer).not.toContain('X-Evil');
  });

  test('in a field of its own answer', async () => {
    const proxy = await TestProxy.start({
      route: () => ({ kind: 'reply', name: '', status: 302, fields: [['Location', value]] }),
    });

    const answer = await proxy.exchange(LAST);

    expect(statusesIn(answer)).toEqual([500]);
    expect(answer).not.toContain('X-Evil');
  });
});

test('whatever a route says, it is one field or none', async () => {
  let field: Field = ['', ''];
  const { proxy, seen } = await startWith(() => ({ requestEdits: { remove: new Set(), add: [field] } }));
  const odd = fc.string({
    unit: fc.constantFrom('a', 'Z', '-', ':', ' ', '\t', '\r', '\n', '\u010a', '\u010d', 'é', '\0'),
  });

  await fc.assert(
    fc.asyncProperty(odd, odd, async (name, value) => {
      field = [name, value];
      const before = seen.length;

      await proxy.exchange(LAST);

      const reached = seen.slice(before).map(({ line, fields }) => ({ line, count: fields.length }));
      expect(reached.length === 0 ? [{ line: 'GET /', count: 4 }] : reached).toEqual([{ line: 'GET /', count: 4 }]);
    }),
    { numRuns: 100 },
  );
});
