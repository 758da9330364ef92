import type { Declaration } from './declarations.ts';

/** A chapter of the API's documentation. */
export interface Topic {
  readonly title: string;
  readonly about: string;
  readonly names: readonly string[];
}

/** What a package's documentation is made of. */
export interface Api {
  /** Name of the package, without its scope. */
  readonly name: string;
  /** What holds for all of it: units, shapes. */
  readonly about: string;
  readonly declarations: readonly Declaration[];
  /** Every export of the door, by what one does with it. */
  readonly topics: readonly Topic[];
}

/**
 * The API as Markdown: a chapter for each topic, an export under its own title with its doc comment and its declaration.
 *
 * @throws Error when an export has no topic, or a topic names what is not exported
 */
export function renderApi({ name, about, declarations, topics }: Api): string {
  const left = new Map(declarations.map((declaration) => [declaration.name, declaration]));
  const chapters = topics.map(({ title, about, names }) => {
    const entries = names.map((name) => {
      const declaration = left.get(name);
      if (!declaration)
        throw new Error(`The topic "${title}" names ${name}, which is not exported, or is named twice.`);
      left.delete(name);
      return renderEntry(declaration);
    });
    return [`## ${title}`, about, ...entries].join('\n\n');
  });
  if (left.size > 0) throw new Error(`Give these exports a topic in docs/topics.ts: ${[...left.keys()].join(', ')}`);
  return `${[headOf(name, about), ...chapters].join('\n\n')}\n`;
}

function headOf(name: string, about: string): string {
  return `# The API of @sticky/${name}

Generated from the sources by \`npm run docs\` in packages/${name}; a test holds it up to date. ${about}`;
}

function renderEntry({ name, comment = '', code }: Declaration): string {
  const lines = comment.split('\n');
  const tags = lines.findIndex((line) => line.startsWith('@'));
  const prose = (tags === -1 ? lines : lines.slice(0, tags)).join('\n').trim();
  const listed = tags === -1 ? [] : renderTags(lines.slice(tags).join('\n'));
  return [`### ${name}`, prose, ...listed, `\`\`\`ts\n${code}\n\`\`\``].filter((part) => part !== '').join('\n\n');
}

/** `@throws ProbeError …` and the like as a list. */
function renderTags(text: string): readonly string[] {
  const tags = text.split(/^@/m).filter((tag) => tag !== '');
  return [tags.map((tag) => `- ${spoken(tag.replace(/\s*\n\s*/g, ' ').trim())}`).join('\n')];
}

function spoken(tag: string): string {
  const [, kind = '', rest = ''] = /^(\w+)\s*(.*)$/.exec(tag) ?? [];
  if (kind === 'throws') return `Throws ${rest}`;
  if (kind === 'param') return rest.replace(/^(\w+)/, '`$1`:');
  return `${kind}: ${rest}`;
}
