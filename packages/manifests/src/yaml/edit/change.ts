import { isDeepStrictEqual } from 'node:util';
import type { Path } from '../../router.ts';
import type { Edit } from '../source.ts';
import { insertItem, insertKey } from './insert.ts';
import { knownPart, type Page, pageOf, spotAt, valueAt } from './page.ts';
import { removeSpot } from './remove.ts';
import { replaceValue } from './replace.ts';
import { spliced } from './splice.ts';
import { untangled } from './untangle.ts';
import { definedEntries, isFilled, isMap, writeScalar } from './write-value.ts';

/** The page after one edit. What is not there is neither removed nor renamed. */
export function changed(page: Page, edit: Edit): Page {
  switch (edit.kind) {
    case 'set':
      return set(page, edit.path, edit.value);
    case 'remove':
      return remove(page, edit.path);
    case 'rename':
      return rename(page, edit.path, edit.key);
  }
}

function set(page: Page, path: Path, value: unknown): Page {
  const known = knownPart(page, path);
  if (known.length < path.length) return add(untangled(page, known), known, path.slice(known.length), value);
  const before = valueAt(page, path);
  if (isDeepStrictEqual(before, value)) return page;
  if (isMap(before) && isMap(value) && isFilled(before) && isFilled(value)) return setKeys(page, path, before, value);
  if (Array.isArray(before) && Array.isArray(value) && isFilled(before) && isFilled(value)) {
    return setItems(page, path, before, value);
  }
  const above = path.slice(0, -1);
  const ready = untangled(page, above);
  // A key that only a merge gives is overridden, not written out.
  if (path.length > 0 && spotAt(ready, path) === undefined) return add(ready, above, path.slice(-1), value);
  return replace(untangled(ready, path), path, value);
}

function replace(page: Page, path: Path, value: unknown): Page {
  const spot = spotAt(page, path);
  return spot === undefined ? page : pageOf(replaceValue(page, spot, value), page.style);
}

/** Changes a map key by key, so that comments and order stay. */
function setKeys(page: Page, path: Path, before: object, value: object): Page {
  const wanted = new Map(definedEntries(value));
  let current = page;
  for (const [key, part] of wanted) current = set(current, [...path, key], part);
  for (const key of Object.keys(before)) if (!wanted.has(key)) current = remove(current, [...path, key]);
  return current;
}

/** Changes a list item by item between what is the same at its beginning and at its end. */
function setItems(page: Page, path: Path, before: readonly unknown[], value: readonly unknown[]): Page {
  let first = 0;
  while (first < value.length && first < before.length && isDeepStrictEqual(before[first], value[first])) first++;
  // Items can be added at the end alone.
  let rest = 0;
  const shorter = value.length <= before.length;
  while (shorter && rest < value.length - first && isDeepStrictEqual(before.at(-1 - rest), value.at(-1 - rest))) rest++;
  let current = page;
  for (let index = first; index < value.length - rest; index++) {
    current = set(current, [...path, index], value[index]);
  }
  for (let index = before.length - rest - 1; index >= value.length - rest; index--) {
    current = remove(current, [...path, index]);
  }
  return current;
}

/** Adds what is missing from a path on. */
function add(page: Page, known: Path, missing: Path, value: unknown): Page {
  const [step = '', ...inner] = missing;
  const part = inner.reduceRight<unknown>(
    (inside, key) => (typeof key === 'number' ? [inside] : { [key]: inside }),
    value,
  );
  const spot = spotAt(page, known);
  if (spot === undefined) return page;
  const { node } = spot;
  const extended = node.kind === 'map' && (node.entries.length > 0 || spot.inFlow || spot.parent === undefined);
  if (extended) return pageOf(insertKey(page, node, known, String(step), part), page.style);
  if (typeof step !== 'number' || node.kind === 'map') return replace(page, known, { [step]: part });
  if (node.kind === 'sequence' && (node.items.length > 0 || spot.inFlow)) {
    return pageOf(insertItem(page, node, known, part), page.style);
  }
  return replace(page, known, [part]);
}

function remove(page: Page, path: Path): Page {
  if (path.length === 0 || knownPart(page, path).length < path.length) return page;
  const ready = untangled(page, path);
  const spot = spotAt(ready, path);
  if (spot === undefined) return ready;
  const after = pageOf(removeSpot(ready, spot), page.style);
  // Under a key there may be the same from a merge.
  return spot.key === undefined ? after : remove(after, path);
}

function rename(page: Page, path: Path, name: string): Page {
  const last = path.at(-1);
  if (last === undefined || last === name || knownPart(page, path).length < path.length) return page;
  const ready = untangled(remove(page, [...path.slice(0, -1), name]), path);
  const { key } = spotAt(ready, path) ?? {};
  if (key === undefined) return ready;
  const style = key.kind === 'scalar' && (key.style === 'single' || key.style === 'double') ? key.style : 'plain';
  const renamed = spliced(ready.text, [{ start: key.outer, end: key.end, text: writeScalar(name, style) }]);
  return remove(pageOf(renamed, page.style), path);
}
