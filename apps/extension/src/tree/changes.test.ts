import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changedNodes } from './changes.ts';
import { treeOf } from './model.ts';
import type { Node } from './node.ts';
import { app, context, pod, sidebar, view } from './sidebar.fixture.ts';

const rows = (apps = [app()]) =>
  treeOf(sidebar({ contexts: [context({ state: { kind: 'open', view: view({ apps }) } })] }));

describe('rows to draw again', () => {
  test('none when nothing changed', () => {
    expect(changedNodes(rows(), rows())).toEqual([]);
  });

  test('one pod when only that pod changed', () => {
    const changed = app({ pods: [pod('rdn6q', { status: 'Terminating' }), pod('6gjmv', { address: '127.77.0.3' })] });
    expect(changedNodes(rows(), rows([changed]))).toEqual(['lab/app/uid-app/pods/uid-rdn6q']);
  });

  test('the root when a context comes or goes', () => {
    expect(changedNodes([], rows())).toEqual([undefined]);
  });

  test('drawing them again always leads from the old rows to the new ones', () => {
    fc.assert(
      fc.property(tree, tree, (before, after) => {
        const changed = new Set(changedNodes(before, after));
        // What an editor does: takes the new state of a fired row with all below it, and keeps every other row as it was.
        const redraw = (old: readonly Node[], now: readonly Node[]): readonly Node[] =>
          old.map((node, index) => {
            const next = now[index];
            if (next === undefined || changed.has(node.id)) return next ?? node;
            return { ...node, children: redraw(node.children, next.children) };
          });
        expect(changed.has(undefined) ? after : redraw(before, after)).toEqual(after);
      }),
    );
  });
});

const { tree } = fc.letrec<{ tree: readonly Node[]; node: Node }>((tie) => ({
  tree: fc
    .uniqueArray(tie('node'), { maxLength: 3, selector: ({ id }) => id, depthIdentifier: 'rows' })
    .map((nodes) => nodes.map((node) => node)),
  node: fc.record({
    id: fc.constantFrom('a', 'b', 'c'),
    label: fc.constantFrom('x', 'y'),
    spoken: fc.constant(''),
    contextValue: fc.constant(''),
    children: fc.oneof({ maxDepth: 3, depthIdentifier: 'rows' }, fc.constant([]), tie('tree')),
  }),
}));
