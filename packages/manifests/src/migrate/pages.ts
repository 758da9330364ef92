import { isService } from '../object-identity.ts';
import type { KubernetesObject } from '../objects.ts';
import { applyEdits } from '../yaml/edit.ts';
import type { DocumentEdit, Source, SourceDocument } from '../yaml/source.ts';
import { splitDocuments } from '../yaml/split.ts';
import { toYaml } from '../yaml/to-yaml.ts';
import { type Haven, lostRemarks, withRemarks } from './carry.ts';
import { changesBetween } from './diff.ts';
import { type Mark, marksOf, remarksOf } from './remarks.ts';

/** A document of a file. */
export interface Located {
  readonly source: Source;
  readonly document: SourceDocument;
}

/** What becomes of the documents about one route. */
export interface PageChange {
  readonly edited: readonly Located[];
  readonly removed: readonly Located[];
  /** Where new objects stand, and what they are. */
  readonly anchor: Located;
  readonly added: readonly KubernetesObject[];
  /** Comment lines above the first of the new or edited objects. */
  readonly head: readonly string[];
  /** What is called otherwise now: a class, a port. */
  readonly renamed: ReadonlyMap<string, string>;
}

/** One YAML document of a file as it was, and the documents that are there now. */
interface Page {
  readonly before: string;
  /** Its `---` and what stands above, where its documents do not bring their own. */
  prefix: string;
  docs: string[];
  /** Whether its comments have found their places. */
  settled: boolean;
}

/**
 * The texts of the sources after all changes, in their order.
 *
 * @param values What edited documents say now; shared ones (a Service of two routes) have one value.
 */
export function changedTexts(
  sources: readonly Source[],
  values: ReadonlyMap<SourceDocument, KubernetesObject>,
  changes: readonly PageChange[],
): string[] {
  const gone = new Set(changes.flatMap(({ removed }) => removed.map(({ document }) => document)));
  const books = new Map(sources.map((source) => [source, pagesOf(source, values, gone)]));
  const pageOf = ({ source, document }: Located): Page => {
    const page = books.get(source)?.[document.index];
    if (page === undefined) throw new RangeError(`${source.file} has no document ${document.index}.`);
    return page;
  };
  for (const change of changes) settle(change, pageOf);
  return sources.map((source) => joined((books.get(source) ?? []).map(textOf)));
}

function pagesOf(
  source: Source,
  values: ReadonlyMap<SourceDocument, KubernetesObject>,
  gone: ReadonlySet<SourceDocument>,
): Page[] {
  const before = chunksOf(source.text);
  // Out of a List nothing is taken: what is left of it is written out, a document each.
  const lists = new Set(
    source.documents.filter((document) => gone.has(document) && document.within.length > 0).map(({ index }) => index),
  );
  const edits = source.documents.flatMap((document): DocumentEdit[] => {
    const value = values.get(document);
    if (value === undefined || gone.has(document) || lists.has(document.index)) return [];
    return changesBetween(document.object, value).map((edit) => ({ document, edit }));
  });
  const after = edits.length === 0 ? before : chunksOf(applyEdits(source, edits));
  const byIndex = Map.groupBy(source.documents, ({ index }) => index);
  return before.map((text, index): Page => {
    const here = byIndex.get(index) ?? [];
    if (lists.has(index)) {
      const left = here
        .filter((document) => !gone.has(document))
        .map((document) => values.get(document) ?? document.object);
      return { before: text, prefix: prefixOf(text), docs: left.map(rendered), settled: false };
    }
    const removed = here.some((document) => gone.has(document));
    return {
      before: text,
      prefix: removed ? prefixOf(text) : '',
      docs: removed ? [] : [after[index] ?? ''],
      settled: false,
    };
  });
}

function chunksOf(text: string): string[] {
  return splitDocuments(text).map(({ start, end }) => text.slice(start, end));
}

/** What a document begins with, up to its `---`. */
function prefixOf(text: string): string {
  return /^(?:\ufeff?(?:[ \t]*(?:[#%].*)?\r?\n)*?---[ \t]*(?:#.*)?(?:\r?\n|$))/.exec(text)?.[0] ?? '';
}

function rendered(object: KubernetesObject): string {
  return toYaml([object], { comments: false });
}

/** Puts new documents in their place, and the comments of the old ones to where what they speak of stands now. */
function settle(
  { edited, removed, anchor, added, head, renamed }: PageChange,
  pageOf: (located: Located) => Page,
): void {
  const place = pageOf(anchor);
  const routes = unique(edited.filter(({ document }) => !isService(document.object)).map(pageOf));
  const services = unique(edited.filter(({ document }) => isService(document.object)).map(pageOf)).filter(
    (page) => !routes.includes(page),
  );
  const sources = unique([...routes, ...services, ...removed.map(pageOf)]).filter(({ settled }) => !settled);
  const lost = sources.flatMap((page) =>
    lostRemarks(remarksOf(page.before), () => page.prefix + page.docs.join('\n---\n')),
  );
  for (const page of sources) page.settled = true;

  const first = place.docs.length;
  place.docs.push(...added.map(rendered));
  if (routes.length + added.length + services.length === 0) place.docs.push('');
  const slots: Slot[] = [];
  for (const slot of slotsOf({ routes, services, place, first })) {
    slots.push(slot);
    // A List has one page for all of its routes: without a comment to place, only the one that has the head counts.
    if (lost.length === 0) break;
  }
  const havens = slots.map(({ page, index, strict }): Haven => {
    const text = page.docs[index] ?? '';
    return strict ? { text, accepts: isNewIn(page.before) } : { text };
  });
  const isJson = place.before.trimStart().startsWith('{');
  const texts = withRemarks(havens, lost, { renamed, head: isJson ? [] : head });
  for (const [at, { page, index }] of slots.entries()) page.docs[index] = texts[at] ?? '';
}

interface Slot {
  readonly page: Page;
  readonly index: number;
  readonly strict: boolean;
}

/** The documents that comments can stand in, each once: the routes, what is new from `first` on, the Services. */
function* slotsOf(pages: {
  readonly routes: readonly Page[];
  readonly services: readonly Page[];
  readonly place: Page;
  readonly first: number;
}): Generator<Slot> {
  const { routes, services, place, first } = pages;
  for (const page of routes) for (const index of page.docs.keys()) yield { page, index, strict: false };
  if (!routes.includes(place)) {
    for (let index = first; index < place.docs.length; index++) yield { page: place, index, strict: false };
  }
  for (const page of services) {
    const end = page === place && !routes.includes(place) ? first : page.docs.length;
    for (let index = 0; index < end; index++) yield { page, index, strict: true };
  }
}

function unique<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}

/** In a Service that stays, only what the new router made it say takes comments from elsewhere. */
function isNewIn(before: string): (mark: Mark) => boolean {
  let old: ReadonlySet<string> | undefined;
  const known = () => new Set(marksOf(before).map(({ path, value }) => `${path} ${value}`));
  return ({ path, value }) => {
    old ??= known();
    return !old.has(`${path} ${value}`);
  };
}

function textOf({ prefix, docs }: Page): string {
  const [first, ...others] = docs;
  if (first === undefined) return /#/.test(prefix) ? prefix : '';
  const texts = [prefix + first, ...others];
  return texts.map((text, index) => (index === others.length ? text : ended(text))).join('---\n');
}

function joined(pages: readonly string[]): string {
  const present = pages.filter((page) => page !== '');
  return present.map((page, index) => (index === present.length - 1 ? page : ended(page))).join('');
}

function ended(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
