import type { KubernetesObject } from '../objects.ts';
import { commentFor } from './comments.ts';
import { definedEntries, isFilled, writeScalar } from './edit/write-value.ts';

/** How YAML is written. */
export interface YamlOptions {
  /** Whether comments explain the lines that carry affinity. Default true. */
  readonly comments?: boolean;
}

/** These come first wherever they stand, the rest by the alphabet, `status` last: the same object always gives the same text. */
const FIRST = [
  'apiVersion',
  'kind',
  'metadata',
  'name',
  'namespace',
  'labels',
  'annotations',
  'spec',
  'image',
  'type',
  'replicas',
  'host',
  'path',
  'pathType',
];
const RANK = new Map([...FIRST.map((key, index) => [key, index] as const), ['status', FIRST.length + 1] as const]);

/**
 * YAML of objects, one document each. Annotation values are always in quotes, and what a YAML 1.1 parser such as
 * kubectl's would take for a number or a boolean is too.
 */
export function toYaml(objects: readonly KubernetesObject[], { comments = true }: YamlOptions = {}): string {
  return objects.map((object) => documentOf(object, comments)).join('---\n');
}

function documentOf(object: KubernetesObject, comments: boolean): string {
  const lines: string[] = [];
  write(lines, object, { key: '', indent: '', lead: '', comments });
  return `${lines.join('\n')}\n`;
}

/** Adds the lines of a map or list that is not empty. Its first line begins with `lead`, the others with the indent. */
function write(lines: string[], value: object, at: Place): void {
  if (Array.isArray(value)) writeItems(lines, value, at);
  else writeEntries(lines, value, at);
}

interface Place {
  /** The key that the value stands under. */
  readonly key: string;
  readonly indent: string;
  /** `- ` in place of the last two spaces of the indent, where an item begins. */
  readonly lead: string;
  readonly comments: boolean;
}

function writeItems(lines: string[], items: readonly unknown[], { indent, lead, comments }: Place): void {
  for (const [index, item] of items.entries()) {
    const dash = `${index === 0 ? lead : indent}- `;
    if (isFilled(item)) write(lines, item, { key: '', indent: `${indent}  `, lead: dash, comments });
    else lines.push(dash + writeScalar(item));
  }
}

function writeEntries(lines: string[], map: object, { key: parent, indent, lead, comments }: Place): void {
  const quotes = parent === 'annotations' ? 'double' : 'plain';
  for (const [index, [key, value]] of definedEntries(map).toSorted(byRank).entries()) {
    const start = index === 0 ? lead : indent;
    if (comments) lines.push(...commentLines(key, value, start));
    if (isFilled(value)) {
      lines.push(`${start}${writeScalar(key)}:`);
      const inner = `${indent}  `;
      write(lines, value, { key, indent: inner, lead: inner, comments });
    } else {
      lines.push(`${start}${writeScalar(key)}: ${writeScalar(value, quotes)}`);
    }
  }
}

function commentLines(key: string, value: unknown, start: string): readonly string[] {
  const comment = commentFor(key, typeof value === 'object' ? '' : String(value));
  // Where an item begins, its comment stands above the dash.
  const indent = ' '.repeat(start.replace(/- $/, '').length);
  return comment === undefined ? [] : comment.split('\n').map((line) => `${indent}# ${line}`);
}

function byRank([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  const difference = (RANK.get(one) ?? FIRST.length) - (RANK.get(other) ?? FIRST.length);
  return difference !== 0 ? difference : one < other ? -1 : 1;
}
