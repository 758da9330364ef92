import fc from 'fast-check';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A comment of a text, and the path of what it is about. */
export interface Remark {
  readonly text: string;
  readonly path: readonly (string | number)[];
}

export interface StyledText {
  readonly text: string;
  readonly value: Json;
  readonly remarks: readonly Remark[];
}

const keys = fc.constantFrom(
  'a',
  'b',
  'c',
  'name',
  'metadata',
  'annotations',
  'labels',
  'yes',
  '60',
  'x.io/y',
  'a b',
  '"',
  "it's",
);
const scalars: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom(
    '',
    'web',
    '60',
    'true',
    '# no',
    'a: b',
    ' x ',
    'two\nlines',
    'two\nlines\n\n',
    "it's",
    '"',
    '\\',
    '{',
    '- a',
    '~',
    'no',
  ),
  fc.constantFrom<Json>(0, 1, -3, 1.5, true, false, null),
  fc.string({ maxLength: 6 }),
);

/** Values as manifests have them: maps and lists in each other, not too deep. */
export const values: fc.Arbitrary<Json> = fc.letrec<{ value: Json; map: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'v' },
    { weight: 3, arbitrary: scalars },
    tie('map'),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
  map: fc.dictionary(keys, tie('value'), { maxKeys: 4, noNullPrototype: true }),
})).value;

const maps: fc.Arbitrary<{ readonly [key: string]: Json }> = fc.dictionary(keys, values, {
  minKeys: 1,
  maxKeys: 5,
  noNullPrototype: true,
});

/** A value as a YAML text in every style that people and programs write, with comments wherever they may stand. */
export const styledTexts: fc.Arbitrary<StyledText> = fc
  .tuple(
    maps,
    fc.array(fc.nat({ max: 99 }), { minLength: 50, maxLength: 200, size: 'max' }),
    fc.constantFrom('\n', '\r\n'),
    fc.boolean(),
  )
  .map(([value, dice, newline, bare]) => {
    const printer = new Printer(dice);
    const { lines, value: whole } = printer.document(value);
    const text = lines.join(newline);
    // At the end of the text, a block says by a line break that it ends with one.
    return { text: bare && !text.includes('|') ? text : text + newline, value: whole, remarks: printer.remarks };
  });

class Printer {
  readonly remarks: Remark[] = [];
  readonly #dice: readonly number[];
  #thrown = 0;
  /** Whether what was printed last takes blank lines behind it for its own. */
  #keepsBlankLines = false;
  /** The key of the document whose value gets an anchor. */
  #anchored: string | undefined;

  constructor(dice: readonly number[]) {
    this.#dice = dice;
  }

  #roll(): number {
    return this.#dice[this.#thrown++ % this.#dice.length] ?? 0;
  }

  document(value: { readonly [key: string]: Json }): { lines: readonly string[]; value: Json } {
    if (this.#chance(10)) return { lines: [JSON.stringify(value)], value };
    if (this.#chance(10)) return { lines: JSON.stringify(value, null, 2).split('\n'), value };
    const start = this.#chance(20) ? ['---'] : [];
    if (this.#chance(70)) return { lines: [...start, ...this.#block(value, 0, [])], value };
    return this.#withAliases(value, start);
  }

  /** The same with its first key's value a second time, as an alias and, where it is a map, as a merge. */
  #withAliases(value: { readonly [key: string]: Json }, start: readonly string[]) {
    const [key = ''] = Object.keys(value);
    const shared = value[key] ?? null;
    this.#anchored = key;
    const lines = [...start, ...this.#block(value, 0, []), 'alias: *shared'];
    const whole = { ...value, alias: shared };
    if (!isMap(shared)) return { lines, value: whole };
    const merge = this.#pick(['*shared', '[*shared]', '{ b: 1 }']);
    const merged = merge.startsWith('{') ? { b: 1 } : shared;
    return {
      lines: [...lines, 'merge:', `  <<: ${merge}`, '  own: 1'],
      value: { ...whole, merge: { ...merged, own: 1 } },
    };
  }

  #chance(percent: number): boolean {
    return this.#roll() < percent;
  }

  #pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.#roll() % choices.length] ?? choices[0];
  }

  /** Lines of a filled collection, indented. */
  #block(value: Json, indent: number, path: readonly (string | number)[]): string[] {
    const pad = ' '.repeat(indent);
    if (Array.isArray(value)) return value.flatMap((item, index) => this.#item(item, indent, [...path, index]));
    return Object.entries(value ?? {}).flatMap(([key, part]) => {
      const here = [...path, key];
      const above = this.#chance(15) ? [`${pad}${this.#remark(here)}`] : [];
      const blank = this.#chance(5) && !this.#keepsBlankLines ? [''] : [];
      this.#keepsBlankLines = false;
      const name = this.#scalar(key);
      const anchor = path.length === 0 && key === this.#anchored ? ' &shared' : '';
      const [first = '', ...rest] = this.#after(part, indent, here, `${pad}${name}:${anchor}`);
      // Within a block it would be part of the text, behind a map or list about its last part.
      const block = [first, ...rest].some((line) => line.includes('|'));
      const below = !block && !isFilled(part) && this.#chance(5) ? [`${pad}    ${this.#remark(here)}`] : [];
      return [...blank, ...above, first, ...rest, ...below];
    });
  }

  /** A key and its value. */
  #after(value: Json, indent: number, path: readonly (string | number)[], head: string): string[] {
    if (!isFilled(value) || this.#chance(15)) {
      if (value === null && this.#chance(50)) return [`${head}${this.#beside(path)}`];
      const block = this.#blockScalar(value, indent + 2);
      if (block !== undefined) return [`${head} ${block[0]}`, ...block.slice(1)];
      return [`${head} ${this.#flow(value, indent)}${this.#beside(path)}`];
    }
    const deeper = Array.isArray(value) && this.#chance(50) ? indent : indent + this.#pick([2, 2, 4]);
    return [`${head}${this.#beside(path)}`, ...this.#block(value, deeper, path)];
  }

  #item(value: Json, indent: number, path: readonly (string | number)[]): string[] {
    const pad = ' '.repeat(indent);
    const above = this.#chance(10) ? [`${pad}${this.#remark(path)}`] : [];
    if (!isFilled(value) || this.#chance(15)) {
      if (value === null && this.#chance(50)) return [...above, `${pad}-${this.#beside(path)}`];
      return [...above, `${pad}- ${this.#flow(value, indent)}${this.#beside(path)}`];
    }
    if (this.#chance(15)) return [...above, `${pad}-${this.#beside(path)}`, ...this.#block(value, indent + 2, path)];
    // The first line stands beside the dash, without what may stand above it.
    const lines = this.#block(value, indent + 2, path);
    const [first = ''] = lines;
    if (first.trim() === '' || first.trim().startsWith('#')) return [...above, `${pad}-`, ...lines];
    return [...above, `${pad}- ${first.slice(indent + 2)}`, ...lines.slice(1)];
  }

  #beside(path: readonly (string | number)[]): string {
    return this.#chance(15) ? `  ${this.#remark(path)}` : '';
  }

  #remark(path: readonly (string | number)[]): string {
    const text = `#remark ${this.remarks.length};`;
    this.remarks.push({ text, path });
    return text;
  }

  #flow(value: Json, indent: number): string {
    if (Array.isArray(value)) {
      if (value.length > 1 && this.#chance(20)) {
        const pad = ' '.repeat(indent + 4);
        return `[\n${pad}${value.map((item) => this.#flow(item, indent)).join(`,\n${pad}`)}\n${' '.repeat(indent + 2)}]`;
      }
      return `[${value.map((item) => this.#flow(item, indent)).join(', ')}${value.length > 0 && this.#chance(10) ? ',' : ''}]`;
    }
    if (typeof value !== 'object' || value === null) return this.#scalar(value);
    const parts = Object.entries(value).map(([key, part]) =>
      part === null && this.#chance(30)
        ? `${this.#scalar(key)}${this.#pick([':', ''])}`
        : `${this.#scalar(key)}: ${this.#flow(part, indent)}`,
    );
    return this.#chance(50) ? `{${parts.join(', ')}}` : `{ ${parts.join(', ')} }`;
  }

  #blockScalar(value: Json, indent: number): readonly string[] | undefined {
    if (typeof value !== 'string' || !/^[a-z][a-z\n]*$/.test(value) || this.#chance(30)) return undefined;
    const end = /\n*$/.exec(value)?.[0].length ?? 0;
    const mark = end === 0 ? '|-' : end === 1 ? '|' : '|+';
    const lines = value.replace(/\n$/, '').split('\n');
    this.#keepsBlankLines = mark === '|+';
    return [mark, ...lines.map((line) => (line === '' ? '' : ' '.repeat(indent) + line))];
  }

  #scalar(value: Json): string {
    if (typeof value !== 'string') return JSON.stringify(value);
    const plain = /^[a-z][a-z./]*$/i.test(value) && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(value);
    if (plain && this.#chance(70)) return value;
    const single = /^[\x20-\x7e]*$/.test(value) && this.#chance(50);
    return single ? `'${value.replaceAll("'", "''")}'` : JSON.stringify(value);
  }
}

function isMap(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isFilled(value: Json): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}
