import {
  CHOMPING_MODE,
  COLLECTION_STYLE,
  EVENT_ID,
  type Event,
  getScalarValue,
  type MappingEvent,
  parseEvents,
  SCALAR_STYLE,
  type ScalarEvent,
  type SequenceEvent,
} from 'js-yaml';

/** Deeper than any object that a cluster takes, and not so deep that reading it could run out of stack. */
const DEEPEST = 500;

interface NodeBase {
  /** Where its tag or anchor begins, else as `start`. */
  readonly outer: number;
  /** Where it stands, in UTF-16 units: quotes, brackets and the `|` of a block are its own, the line break behind is not. */
  readonly start: number;
  readonly end: number;
  readonly tag: string | undefined;
  readonly anchor: string | undefined;
}

export type ScalarStyle = 'plain' | 'single' | 'double' | 'block';

export interface ScalarNode extends NodeBase {
  readonly kind: 'scalar';
  readonly style: ScalarStyle;
  /** What it says, still without a type; empty where nothing is written. */
  readonly text: string;
}

export interface Entry {
  readonly key: Node;
  readonly value: Node;
}

export interface MapNode extends NodeBase {
  readonly kind: 'map';
  readonly flow: boolean;
  readonly entries: readonly Entry[];
}

export interface SequenceNode extends NodeBase {
  readonly kind: 'sequence';
  readonly flow: boolean;
  readonly items: readonly Node[];
}

export interface AliasNode extends NodeBase {
  readonly kind: 'alias';
  readonly name: string;
}

/** A part of a YAML document and where it stands. Comments are in the text between. */
export type Node = ScalarNode | MapNode | SequenceNode | AliasNode;

/**
 * What stands in a text of one YAML document; undefined when nothing does.
 *
 * @throws YAMLException of js-yaml, with the place, for what is not YAML.
 */
export function parseTree(text: string): Node | undefined {
  const events = parseEvents(text, { maxDepth: DEEPEST });
  if (events.length === 0) return undefined;
  const root = new TreeBuilder(text, events).node();
  return root.kind === 'scalar' && root.style === 'plain' && root.text === '' && root.outer === root.end
    ? undefined
    : root;
}

/** Puts a flat list of events together, and finds the ends that the events do not tell. */
class TreeBuilder {
  readonly #text: string;
  /** What is still to come, the next at the end: a large document's events are given up as its tree grows. */
  readonly #events: Event[];
  /** The end of what was read last. */
  #end = 0;

  constructor(text: string, [, ...events]: Event[]) {
    this.#text = text;
    this.#events = events.reverse();
  }

  node(): Node {
    const event = this.#events.pop();
    switch (event?.type) {
      case EVENT_ID.SCALAR:
        return this.#scalar(event);
      case EVENT_ID.ALIAS: {
        const [start, end] = [event.anchorStart - 1, event.anchorEnd];
        this.#end = end;
        const name = this.#text.slice(event.anchorStart, end);
        return { kind: 'alias', outer: start, start, end, tag: undefined, anchor: undefined, name };
      }
      case EVENT_ID.MAPPING:
        return this.#map(event);
      case EVENT_ID.SEQUENCE:
        return this.#sequence(event);
      default:
        throw new TypeError('js-yaml gave no node where one begins.');
    }
  }

  #scalar(event: ScalarEvent): ScalarNode {
    const { outer, tag, anchor } = this.#properties(event);
    const style = STYLES[event.style];
    const text = getScalarValue(this.#text, event);
    const [start, end] = this.#rangeOf(event, style);
    this.#end = end;
    return { kind: 'scalar', outer: outer ?? start, start, end, tag, anchor, style, text };
  }

  #map(event: MappingEvent): MapNode {
    const { outer, tag, anchor } = this.#properties(event);
    const { start } = event;
    const flow = event.style === COLLECTION_STYLE.FLOW;
    const bracketed = flow && this.#text[start] === '{';
    this.#end = bracketed ? start + 1 : start;
    const entries: Entry[] = [];
    while (this.#events.at(-1)?.type !== EVENT_ID.POP) {
      const key = this.node();
      this.#skip(':');
      entries.push({ key, value: this.node() });
    }
    this.#events.pop();
    if (bracketed) this.#closeWith('}');
    return { kind: 'map', outer: outer ?? start, start, end: this.#end, tag, anchor, flow, entries };
  }

  #sequence(event: SequenceEvent): SequenceNode {
    const { outer, tag, anchor } = this.#properties(event);
    const { start } = event;
    const flow = event.style === COLLECTION_STYLE.FLOW;
    this.#end = flow ? start + 1 : start;
    const items: Node[] = [];
    while (this.#events.at(-1)?.type !== EVENT_ID.POP) {
      if (!flow) this.#skip('-');
      items.push(this.node());
    }
    this.#events.pop();
    if (flow) this.#closeWith(']');
    return { kind: 'sequence', outer: outer ?? start, start, end: this.#end, tag, anchor, flow, items };
  }

  #properties({ anchorStart, anchorEnd, tagStart, tagEnd }: ScalarEvent | MappingEvent | SequenceEvent) {
    if (anchorStart < 0 && tagStart < 0) return NO_PROPERTIES;
    this.#end = Math.max(this.#end, anchorEnd, tagEnd);
    // The `&` is not part of an anchor's name.
    const starts = [anchorStart - 1, tagStart].filter((start) => start >= 0);
    return {
      outer: Math.min(...starts),
      anchor: anchorStart < 0 ? undefined : this.#text.slice(anchorStart, anchorEnd),
      tag: tagStart < 0 ? undefined : this.#text.slice(tagStart, tagEnd),
    };
  }

  #rangeOf({ valueStart, valueEnd, chomping }: ScalarEvent, style: ScalarStyle): [number, number] {
    if (valueStart < 0) return [this.#end, this.#end];
    if (style === 'plain') return [valueStart, valueEnd];
    if (style !== 'block') return [valueStart - 1, valueEnd + 1];
    const start = afterBlanks(this.#text, this.#end);
    const content = this.#text.slice(start, valueEnd);
    // Blank lines behind a block are its own only where it says so (`|+`).
    const blank = chomping === CHOMPING_MODE.KEEP ? /(?:\r\n|\r|\n)?$/ : /[ \t\r\n]*$/;
    return [start, start + content.search(blank)];
  }

  #skip(indicator: string): void {
    const position = afterBlanks(this.#text, this.#end);
    if (this.#text[position] === indicator) this.#end = position + 1;
  }

  #closeWith(bracket: string): void {
    let position = afterBlanks(this.#text, this.#end);
    while (position < this.#text.length && this.#text[position] !== bracket) {
      position = afterBlanks(this.#text, position + 1);
    }
    this.#end = position + 1;
  }
}

const NO_PROPERTIES = { outer: undefined, anchor: undefined, tag: undefined };

const STYLES: Readonly<Record<ScalarEvent['style'], ScalarStyle>> = {
  [SCALAR_STYLE.PLAIN]: 'plain',
  [SCALAR_STYLE.SINGLE_QUOTED]: 'single',
  [SCALAR_STYLE.DOUBLE_QUOTED]: 'double',
  [SCALAR_STYLE.LITERAL_BLOCK]: 'block',
  [SCALAR_STYLE.FOLDED_BLOCK]: 'block',
};

/** The position of the next character that is neither white space nor part of a comment. */
export function afterBlanks(text: string, from: number): number {
  let position = from;
  for (;;) {
    const character = text[position];
    if (character === ' ' || character === '\n' || character === '\r' || character === '\t' || character === '\ufeff') {
      position++;
    } else if (character === '#') {
      while (position < text.length && text[position] !== '\n' && text[position] !== '\r') position++;
    } else return position;
  }
}
