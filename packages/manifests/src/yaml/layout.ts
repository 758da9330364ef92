import { YAMLException } from 'js-yaml';
import { Lines } from './lines.ts';
import type { Source } from './source.ts';
import { type Chunk, splitDocuments } from './split.ts';
import { type Node, parseTree } from './tree.ts';

/** Where everything stands in a source: worked out when it is asked for, since most documents are never asked about. */
export class Layout {
  readonly text: string;
  readonly chunks: readonly Chunk[];
  #lines: Lines | undefined;
  #last: { index: number; root: Node | undefined } | undefined;

  constructor(text: string) {
    this.text = text;
    this.chunks = splitDocuments(text);
  }

  get lines(): Lines {
    this.#lines ??= new Lines(this.text);
    return this.#lines;
  }

  /** The text of one YAML document, from 0; empty when there are not so many. */
  textOf(index: number): string {
    const { start, end } = this.chunks[index] ?? { start: 0, end: 0 };
    return this.text.slice(start, end);
  }

  /** The tree of one YAML document, with offsets from its beginning; undefined where nothing can be read. */
  tree(index: number): Node | undefined {
    if (this.#last?.index !== index) this.#last = { index, root: readableTree(this.textOf(index)) };
    return this.#last.root;
  }
}

function readableTree(text: string): Node | undefined {
  try {
    return parseTree(text);
  } catch (error) {
    if (error instanceof YAMLException) return undefined;
    throw error;
  }
}

/** Kept as long as its source is: what is asked about one document is asked many times. */
const layouts = new WeakMap<Source, Layout>();

export function layoutOf(source: Source): Layout {
  return layouts.get(source) ?? rememberLayout(source, new Layout(source.text));
}

export function rememberLayout(source: Source, layout: Layout): Layout {
  layouts.set(source, layout);
  return layout;
}
