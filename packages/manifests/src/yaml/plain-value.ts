import { quote } from '../rules/quote.ts';
import { resolvePlain } from './plain-scalar.ts';
import type { SourceProblemCode } from './source.ts';
import type { AliasNode, Entry, MapNode, Node, ScalarNode } from './tree.ts';

/** Something in a document that cannot be read; offsets are those of its tree. */
export interface Flaw {
  readonly code: SourceProblemCode;
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** A label or annotation that is no string, and was read as the text that stands there. */
export interface StringFlaw extends Flaw {
  readonly node: Node;
}

/** Why a document has no value. */
export class UnreadableDocument extends Error {
  override readonly name = 'UnreadableDocument';
  readonly flaw: Flaw;

  constructor(flaw: Flaw) {
    super(flaw.message);
    this.flaw = flaw;
  }
}

export interface PlainValue {
  readonly value: unknown;
  readonly flaws: readonly StringFlaw[];
  /** What each alias stands for. */
  readonly aliases: ReadonlyMap<AliasNode, unknown>;
}

/** How many nodes aliases may stand for in one document before it is an attack ("billion laughs"). */
const MOST_ALIASED = 10_000;

/**
 * What a tree says as plain data, as kubectl reads it.
 *
 * @param strings Whether labels and annotations that are no strings are read as the text that stands there.
 * @throws UnreadableDocument for the first part without a value.
 */
export function plainValue(root: Node, strings: 'as text' | 'as they are' = 'as text'): PlainValue {
  const reader = new Reader(strings === 'as text');
  const value = reader.read(root);
  return { value, flaws: reader.flaws, aliases: reader.aliases };
}

/** Where a node stands, as far as strings are asked for there: `metadata`, or a map of labels or annotations. */
type Role = 'metadata' | 'label' | 'annotation' | undefined;

interface Anchored {
  value: unknown;
  /** How many nodes it stands for; undefined until it has been read. */
  weight: number | undefined;
}

class Reader {
  readonly #stringsAsText: boolean;
  readonly flaws: StringFlaw[] = [];
  readonly aliases = new Map<AliasNode, unknown>();
  readonly #anchors = new Map<string, Anchored>();
  /** Nodes read so far, those behind aliases too. */
  #nodes = 0;
  #aliased = 0;

  constructor(stringsAsText: boolean) {
    this.#stringsAsText = stringsAsText;
  }

  read(node: Node, role?: Role): unknown {
    this.#nodes++;
    if (node.anchor === undefined) return this.#value(node, role);
    const before = this.#nodes;
    const anchored: Anchored = { value: undefined, weight: undefined };
    this.#anchors.set(node.anchor, anchored);
    anchored.value = this.#value(node, role);
    anchored.weight = this.#nodes - before + 1;
    return anchored.value;
  }

  #value(node: Node, role: Role): unknown {
    switch (node.kind) {
      case 'scalar':
        return scalarValue(node);
      case 'alias':
        return this.#alias(node);
      case 'sequence':
        checkTag(node, 'seq');
        return node.items.map((item) => this.read(item));
      case 'map':
        checkTag(node, 'map');
        return this.#map(node, role);
    }
  }

  #alias(node: AliasNode): unknown {
    const anchored = this.#anchors.get(node.name);
    const where = quote(`*${node.name}`);
    if (anchored === undefined) throw unreadable('bad-alias', node, `${where} stands for nothing: write it out.`);
    if (anchored.weight === undefined) throw unreadable('bad-alias', node, `${where} contains itself: write it out.`);
    this.#nodes += anchored.weight;
    this.#aliased += anchored.weight;
    if (this.#aliased > MOST_ALIASED) {
      throw unreadable(
        'bad-alias',
        node,
        'Here the aliases of this document repeat too much: write out what they stand for.',
      );
    }
    this.aliases.set(node, anchored.value);
    return anchored.value;
  }

  #map(node: MapNode, role: Role): Record<string, unknown> {
    const map: Record<string, unknown> = {};
    const merged: Entry[] = [];
    for (const entry of node.entries) {
      if (isMerge(entry.key)) {
        merged.push(entry);
        continue;
      }
      const key = this.#key(entry.key);
      if (Object.hasOwn(map, key))
        throw unreadable('not-yaml', entry.key, 'This is not YAML: Map keys must be unique.');
      if (role === 'label' || role === 'annotation') put(map, key, this.#string(role, key, entry));
      else put(map, key, this.read(entry.value, roleOf(key, role)));
    }
    for (const { value } of merged) this.#merge(map, value);
    return map;
  }

  #key(node: Node): string {
    const key = node.kind === 'scalar' || node.kind === 'alias' ? this.read(node) : undefined;
    if (typeof key === 'string') return key;
    if (typeof key === 'number' || typeof key === 'boolean') return String(key);
    throw unreadable('not-kubernetes', node, 'This key is no text: give a name, in quotes where need be.');
  }

  /** Labels and annotations must be strings: the API server rejects the whole object over one that is not. */
  #string(role: 'label' | 'annotation', key: string, { key: keyNode, value: node }: Entry): unknown {
    // Kubernetes refuses the name, and schemas leave it out without a word.
    if (key === '__proto__') {
      throw unreadable('not-kubernetes', keyNode, `"__proto__" cannot name ${role}s: begin with a letter or a digit.`);
    }
    const value = this.read(node);
    if (!this.#stringsAsText || node.kind !== 'scalar' || typeof value === 'string') return value;
    const message =
      value === null
        ? `The ${role} ${quote(key)} has no value: give it one, or "" for none.`
        : `The ${role} ${quote(key)} is no string: write ${quote(node.text)} with the quotes, or Kubernetes rejects the whole object.`;
    const { start, end } = node.start === node.end ? keyNode : node;
    this.flaws.push({ code: 'not-a-string', message, start, end, node });
    return node.text;
  }

  /** Keys of the map itself win, then those of the first source (https://yaml.org/type/merge.html). */
  #merge(map: Record<string, unknown>, node: Node): void {
    const value = this.read(node);
    for (const source of Array.isArray(value) ? value : [value]) {
      if (typeof source !== 'object' || source === null || Array.isArray(source)) {
        throw unreadable('not-yaml', node, 'This document cannot be read: Merge sources must be maps.');
      }
      for (const [key, inner] of Object.entries(source)) if (!Object.hasOwn(map, key)) put(map, key, inner);
    }
  }
}

/** A `<<` without quotes. */
export function isMerge(key: Node): boolean {
  return key.kind === 'scalar' && key.style === 'plain' && key.text === '<<' && key.tag === undefined;
}

function roleOf(key: string, role: Role): Role {
  if (role === 'metadata') return key === 'labels' ? 'label' : key === 'annotations' ? 'annotation' : undefined;
  return key === 'metadata' ? 'metadata' : undefined;
}

const PREFIX = 'tag:yaml.org,2002:';

/** The name of a standard tag (`str`), whatever its spelling. */
function tagName(tag: string): string {
  if (tag.startsWith('!!')) return tag.slice(2);
  return tag.startsWith(`!<${PREFIX}`) ? tag.slice(`!<${PREFIX}`.length, -1) : tag;
}

function checkTag(node: Node, name: string): void {
  if (node.tag !== undefined && tagName(node.tag) !== name) throw unknownTag(node, node.tag);
}

/** What a scalar says by itself. @throws UnreadableDocument for a tag that does not fit. */
function scalarValue(node: ScalarNode): string | number | boolean | null {
  if (node.tag === undefined) {
    if (node.style !== 'plain') return node.text;
    const value = resolvePlain(node.text);
    if (typeof value !== 'number' || Number.isFinite(value)) return value;
    throw unreadable(
      'not-kubernetes',
      node,
      `${node.text} is no number for Kubernetes: give one, or put it in quotes.`,
    );
  }
  const name = tagName(node.tag);
  if (name === 'str' || name === '!') return node.text;
  const value = resolvePlain(node.text);
  const fits =
    (name === 'null' && value === null) ||
    (name === 'bool' && typeof value === 'boolean') ||
    (name === 'int' && Number.isInteger(value)) ||
    (name === 'float' && Number.isFinite(value));
  if (fits) return value;
  throw unknownTag(node, node.tag);
}

function unknownTag(node: Node, tag: string): UnreadableDocument {
  return unreadable('not-yaml', node, `This is not YAML: Unresolved tag: ${tag}.`);
}

function unreadable(code: SourceProblemCode, { start, end }: Node, message: string): UnreadableDocument {
  return new UnreadableDocument({ code, message, start, end });
}

/** Sets a key as data, also one with a meaning in JavaScript. */
function put(map: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
  else map[key] = value;
}
