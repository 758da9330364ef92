import type { Path } from '../../router.ts';
import { entryOf, nodesOf } from '../node-at.ts';
import { isMerge, plainValue } from '../plain-value.ts';
import type { AliasNode } from '../tree.ts';
import { insertKey } from './insert.ts';
import { knownPart, type Page, pageOf, spotAt, spotsOf, valueAt } from './page.ts';
import { removeSpot } from './remove.ts';
import { replaceValue } from './replace.ts';
import { spliced } from './splice.ts';
import { isMap, writeScalar } from './write-value.ts';

/**
 * The page with aliases and merges written out as far as a change at the path would change what others stand for, or
 * would not be seen. What it says stays the same.
 */
export function untangled(page: Page, path: Path): Page {
  let current = page;
  for (;;) {
    const text = untangledOnce(current, path);
    if (text === undefined) return current;
    current = pageOf(text, page.style);
  }
}

function untangledOnce(page: Page, path: Path): string | undefined {
  const aliases = nodesOf(page.root).filter((node) => node.kind === 'alias');
  const known = knownPart(page, path);
  for (let depth = 0; depth <= known.length; depth++) {
    const spot = spotAt(page, path.slice(0, depth));
    if (spot === undefined) return withoutMerges(page, path.slice(0, depth - 1));
    if (spot.node.kind === 'alias') return writtenOut(page, spot.node);
    const touched = depth === path.length ? nodesOf(spot.node) : [spot.node];
    const shared = aliases.find(({ name }) => touched.some(({ anchor }) => anchor === name));
    if (shared !== undefined) return writtenOut(page, shared);
  }
  return undefined;
}

/** The text with what an alias stands for in its place. */
function writtenOut(page: Page, alias: AliasNode): string {
  const value = plainValue(page.root, 'as they are').aliases.get(alias);
  const spot = spotsOf(page).find(({ node }) => node === alias);
  if (spot !== undefined) return replaceValue(page, spot, value);
  return spliced(page.text, [{ start: alias.start, end: alias.end, text: writeScalar(value, 'double') }]);
}

/** The text with the keys that a map has from its merges written out. */
function withoutMerges(page: Page, path: Path): string {
  const value = valueAt(page, path);
  let current = page;
  for (const [key, part] of Object.entries(isMap(value) ? value : {})) {
    const map = spotAt(current, path)?.node;
    if (map?.kind !== 'map' || entryOf(map.entries, key) !== undefined) continue;
    current = pageOf(insertKey(current, map, path, key, part), page.style);
  }
  const map = spotAt(current, path)?.node;
  const merge = map && spotsOf(current).find(({ parent, key }) => parent === map && key !== undefined && isMerge(key));
  return merge === undefined ? current.text : removeSpot(current, merge);
}
