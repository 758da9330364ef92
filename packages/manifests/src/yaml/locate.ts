import type { Path } from '../router.ts';
import { layoutOf } from './layout.ts';
import { nodesAlong } from './node-at.ts';
import type { Place, Source, SourceDocument } from './source.ts';

/**
 * Tells where a value of a document stands, or its key. Of a path that is not there it is the key of the nearest parent that is,
 * or the first line of the object. A value behind an alias stands where it is written out.
 */
export function locate(
  source: Source,
  { index, within }: SourceDocument,
): (path: Path, part?: 'key' | 'value') => Place {
  const layout = layoutOf(source);
  const offset = layout.chunks[index]?.start ?? 0;
  const place = (start: number, end: number) => layout.lines.place(source.file, offset + start, offset + end);
  return (path, part = 'value') => {
    const root = layout.tree(index);
    if (root === undefined) return place(0, 0);
    const found = nodesAlong(root, [...within, ...path]);
    const { node, key } = found.at(-1) ?? { node: root };
    const whole = found.length > within.length + path.length;
    if (key !== undefined && (!whole || part === 'key' || node.start === node.end)) return place(key.start, key.end);
    return whole
      ? place(node.start, node.end)
      : place(node.start, node.start + firstLine(layout.textOf(index), node.start));
  };
}

/** How long a line is from an offset on. */
function firstLine(text: string, from: number): number {
  return /^[^\r\n]*/.exec(text.slice(from))?.[0].length ?? 0;
}
