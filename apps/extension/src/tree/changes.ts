import type { Node } from './node.ts';

/**
 * Ids of the rows to draw again: the topmost ones that look different or have other rows below. `undefined` in the list
 * stands for the root.
 */
export function changedNodes(before: readonly Node[], after: readonly Node[]): readonly (string | undefined)[] {
  return sameIds(before, after) ? below(before, after) : [undefined];
}

function below(before: readonly Node[], after: readonly Node[]): readonly string[] {
  return after.flatMap((node, index) => {
    const old = before[index];
    if (old === undefined || !looksLike(old, node) || !sameIds(old.children, node.children)) return [node.id];
    return below(old.children, node.children);
  });
}

const sameIds = (one: readonly Node[], other: readonly Node[]): boolean =>
  one.length === other.length && one.every((node, index) => node.id === other[index]?.id);

function looksLike(one: Node, other: Node): boolean {
  const look = ({ children: _, ...rest }: Node) => JSON.stringify(rest);
  return look(one) === look(other);
}
