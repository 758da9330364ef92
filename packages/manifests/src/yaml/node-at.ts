import type { Path } from '../router.ts';
import { resolvePlain } from './plain-scalar.ts';
import { isMerge } from './plain-value.ts';
import type { Entry, Node } from './tree.ts';

/** What stands at a path of a tree. */
export interface Found {
  readonly node: Node;
  /** Its key in a map. */
  readonly key?: Node;
}

/** What a tree has for each step of a path, the root first; it ends where the path leads nowhere. Aliases are followed. */
export function nodesAlong(root: Node, path: Path): readonly Found[] {
  const found: Found[] = [{ node: root }];
  let node = root;
  for (const step of path) {
    const next = stepInto(root, node, step);
    if (next === undefined) break;
    found.push(next);
    node = next.node;
  }
  return found;
}

function stepInto(root: Node, from: Node, step: string | number): Found | undefined {
  const node = from.kind === 'alias' ? anchored(root, from.name, from.start) : from;
  if (node?.kind === 'sequence') {
    const item = typeof step === 'number' ? node.items[step] : undefined;
    return item && { node: item };
  }
  if (node?.kind !== 'map') return undefined;
  const entry = entryOf(node.entries, String(step));
  if (entry !== undefined) return { node: entry.value, key: entry.key };
  for (const { key, value } of node.entries) {
    if (!isMerge(key)) continue;
    for (const source of value.kind === 'sequence' ? value.items : [value]) {
      const merged = stepInto(root, source, step);
      if (merged !== undefined) return merged;
    }
  }
  return undefined;
}

/** The entry of that name, as `plainValue` names it. */
export function entryOf(entries: readonly Entry[], name: string): Entry | undefined {
  return entries.find(({ key }) => !isMerge(key) && keyName(key) === name);
}

/** The name of a key as `plainValue` says it; undefined for one that is not written out. */
export function keyName(key: Node): string | undefined {
  if (key.kind !== 'scalar') return undefined;
  return key.style === 'plain' && key.tag === undefined ? String(resolvePlain(key.text)) : key.text;
}

/** The last node before an offset that has the anchor: that is the one which an alias there means. */
function anchored(root: Node, name: string, before: number): Node | undefined {
  let last: Node | undefined;
  for (const node of nodesOf(root)) {
    if (node.outer >= before) break;
    if (node.anchor === name) last = node;
  }
  return last;
}

/** All nodes of a tree, keys too, in the order of the text. */
export function nodesOf(root: Node): readonly Node[] {
  const nodes: Node[] = [];
  const walk = (node: Node): void => {
    nodes.push(node);
    if (node.kind === 'sequence') for (const item of node.items) walk(item);
    if (node.kind !== 'map') return;
    for (const { key, value } of node.entries) {
      walk(key);
      walk(value);
    }
  };
  walk(root);
  return nodes;
}
