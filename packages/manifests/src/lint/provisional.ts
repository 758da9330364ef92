// Stands in for yaml/source and read/documents until they are there.
import {
  type Document,
  isCollection,
  isMap,
  isScalar,
  LineCounter,
  type Node,
  parseAllDocuments,
  parseDocument,
} from 'yaml';
import type { Path, Reading, RouterId } from '../router.ts';
import { routers } from '../routers/index.ts';
import { parseDocuments } from '../yaml/parse-documents.ts';
import type { DocumentEdit, Place, Source, SourceDocument } from '../yaml/source.ts';

export function readSource(text: string, file = '-'): Source {
  const documents: SourceDocument[] = [];
  const problems: Source['problems'][number][] = [];
  const parsed = parseAllDocuments(text, { version: '1.1' });
  const lines = text.split('\n');
  for (const [index, document] of [...parsed].entries()) {
    try {
      for (const object of parseDocuments(String(document))) documents.push({ object, index, within: [] });
    } catch {
      const at = lines.findIndex((line) => /<- not-a-string/.test(line));
      const start = lines[at]?.search(/\S/) ?? 0;
      if (at !== -1)
        problems.push({
          code: 'not-a-string',
          message: 'put it in quotes',
          place: { file, line: at + 1, column: start + 1, endLine: at + 1, endColumn: start + 2 },
        });
    }
  }
  return { file, text, documents, problems };
}

export function locate(
  source: Source,
  { index, within }: SourceDocument,
): (path: Path, part?: 'key' | 'value') => Place {
  const lineCounter = new LineCounter();
  const document = [...parseAllDocuments(source.text, { version: '1.1', lineCounter })][index];
  return (path, part = 'value') => {
    let node: unknown = document?.contents;
    let key: unknown = node;
    for (const step of [...within, ...path]) {
      if (isMap(node)) {
        const pair = node.items.find((item) => isScalar(item.key) && item.key.value === step);
        if (pair === undefined) break;
        key = pair.key;
        node = pair.value ?? pair.key;
      } else if (isCollection(node)) {
        const next = node.get(step, true);
        if (next === undefined) break;
        key = node = next;
      }
    }
    const [start = 0, end = 0] = ((part === 'key' ? key : node) as Node | undefined)?.range ?? [];
    const [from, to] = [lineCounter.linePos(start), lineCounter.linePos(end)];
    return { file: source.file, line: from.line, column: from.col, endLine: to.line, endColumn: to.col };
  };
}

export function applyEdits(source: Source, edits: readonly DocumentEdit[]): string {
  const documents: Document[] = [...parseAllDocuments(source.text)];
  for (const { document, edit } of edits) {
    const yaml = documents[document.index];
    const path = [...document.within, ...edit.path];
    if (edit.kind === 'set') yaml?.setIn(path, edit.value);
    if (edit.kind === 'remove') yaml?.deleteIn(path);
    if (edit.kind === 'rename') {
      const value = yaml?.getIn(path, true);
      yaml?.deleteIn(path);
      yaml?.setIn([...path.slice(0, -1), edit.key], value);
    }
  }
  return documents.map(String).join('---\n');
}

export function readDocuments(sources: readonly Source[]): (Reading & { readonly router: RouterId })[] {
  const objects = sources.flatMap(({ documents }) => documents.map(({ object }) => object));
  return Object.values(routers).flatMap((router) =>
    router.read(objects).map((reading) => ({ ...reading, router: router.id })),
  );
}
void parseDocument;
