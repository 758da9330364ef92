import type { Place } from '@sticky/manifests';
import { oneLine } from '../terminal/printable.ts';

/** `shop.yaml:12:5`, which editors and terminals turn into a link. */
export function placeText({ file, line, column }: Place): string {
  return `${oneLine(file)}:${line}:${column}`;
}
