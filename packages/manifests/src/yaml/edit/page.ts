import type { Path } from '../../router.ts';
import { entryOf, type Found, keyName, nodesAlong } from '../node-at.ts';
import { plainValue } from '../plain-value.ts';
import { type Entry, type MapNode, type Node, parseTree, type SequenceNode } from '../tree.ts';
import type { WritingStyle } from './write-value.ts';

/** The text of one YAML document and what stands where in it. */
export interface Page {
  readonly text: string;
  readonly root: Node;
  readonly style: WritingStyle;
}

/** @throws YAMLException for what is not YAML, TypeError for an empty document: what is edited was read before. */
export function pageOf(text: string, style: WritingStyle): Page {
  const root = parseTree(text);
  if (root === undefined) throw new TypeError('There is nothing to edit in an empty document.');
  return { text, root, style };
}

/** A node and what it stands in. */
export interface Spot extends Found {
  readonly parent: MapNode | SequenceNode | undefined;
  readonly path: Path;
  /** Whether it stands within `{}` or `[]`, where everything is written on one line. */
  readonly inFlow: boolean;
}

/** What stands at a path, without following aliases or merges; undefined when nothing does. */
export function spotAt({ root }: Page, path: Path): Spot | undefined {
  let spot: Spot = { node: root, parent: undefined, path: [], inFlow: false };
  for (const [depth, step] of path.entries()) {
    const next = directly(spot.node, step);
    if (next === undefined) return undefined;
    const { node } = spot;
    if (node.kind !== 'map' && node.kind !== 'sequence') return undefined;
    spot = { ...next, parent: node, path: path.slice(0, depth + 1), inFlow: spot.inFlow || node.flow };
  }
  return spot;
}

function directly(node: Node, step: string | number): Found | undefined {
  if (node.kind === 'map') {
    const entry: Entry | undefined = entryOf(node.entries, String(step));
    return entry && { node: entry.value, key: entry.key };
  }
  const item = node.kind === 'sequence' && typeof step === 'number' ? node.items[step] : undefined;
  return item && { node: item };
}

/** What a page says at a path, aliases and merges resolved; undefined where it says nothing. */
export function valueAt({ root }: Page, path: Path): unknown {
  let value: unknown = plainValue(root, 'as they are').value;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}

/** The part of a path that leads somewhere. */
export function knownPart({ root }: Page, path: Path): Path {
  return path.slice(0, nodesAlong(root, path).length - 1);
}

/** Everything in a page, in the order of the text; a merge has the step `<<`. Keys are left out. */
export function spotsOf({ root }: Page): readonly Spot[] {
  const spots: Spot[] = [];
  const walk = (spot: Spot): void => {
    spots.push(spot);
    const { node, path } = spot;
    if (node.kind !== 'map' && node.kind !== 'sequence') return;
    const around = { parent: node, inFlow: spot.inFlow || node.flow };
    if (node.kind === 'sequence') {
      for (const [index, item] of node.items.entries()) walk({ node: item, path: [...path, index], ...around });
      return;
    }
    for (const { key, value } of node.entries)
      walk({ node: value, key, path: [...path, keyName(key) ?? ''], ...around });
  };
  walk({ node: root, parent: undefined, path: [], inFlow: false });
  return spots;
}
