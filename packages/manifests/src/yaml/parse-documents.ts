import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  LineCounter,
  type Node,
  parseAllDocuments,
  type Tags,
  visit,
  type YAMLMap,
} from 'yaml';
import * as z from 'zod';
import { ManifestError } from '../errors.ts';
import type { KubernetesObject } from '../objects.ts';
import { quote } from '../rules/quote.ts';

/** Characters. Larger than what a cluster stores as one object: etcd takes 1.5 MiB. */
const LONGEST = 4 * 1024 * 1024;

/** How much aliases may repeat before it is an attack ("billion laughs"). */
const MOST_ALIASES = 100;

const TOO_DEEP = 'This is nested too deeply to be a Kubernetes object: flatten it.';

/**
 * The objects of a text with one or more YAML documents (JSON is YAML), read as kubectl does: YAML 1.1 booleans, empty
 * documents left out, the items of a `List` one by one.
 *
 * @throws ManifestError `invalid-document`; the message names the line.
 */
export function parseDocuments(text: string): KubernetesObject[] {
  if (text.length > LONGEST) throw invalid('This is larger than 4 MiB: put less into one file.');
  try {
    const lines = new LineCounter();
    const documents = parseAllDocuments(text, {
      version: '1.1',
      customTags: asKubectl,
      lineCounter: lines,
      prettyErrors: false,
    });
    return 'empty' in documents ? [] : documents.flatMap((document) => objectsOf(document, lines));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw invalid(TOO_DEEP, error);
  }
}

/** kubectl leaves times and binaries text, and knows no numbers to the base of 60. */
function asKubectl(tags: Tags): Tags {
  const dropped = new Set(['timestamp', 'binary', 'omap', 'pairs', 'set'].map((name) => `tag:yaml.org,2002:${name}`));
  return tags.filter(
    (tag) => typeof tag === 'string' || !(dropped.has(tag.tag) || ('format' in tag && tag.format === 'TIME')),
  );
}

function objectsOf(document: Document.Parsed, lines: LineCounter): KubernetesObject[] {
  const [problem] = [...document.errors, ...document.warnings];
  if (problem?.code === 'RESOURCE_EXHAUSTION') throw invalid(TOO_DEEP);
  if (problem !== undefined) {
    throw invalid(
      `Line ${lines.linePos(problem.pos[0]).line} is not YAML: ${problem.message.replaceAll(/\s+/g, ' ')}.`,
    );
  }
  checkStrings(document, lines);
  checkAliases(document, lines);
  const start = lineOf(document.contents, lines);
  const value = plainValue(document, start);
  return value === null ? [] : toObjects(value, start);
}

/** Labels and annotations must be strings; here their line is still known. The API server rejects the whole object over one. */
function checkStrings(document: Document.Parsed, lines: LineCounter): void {
  visit(document, {
    Pair(_, { key, value }) {
      if (!isScalar(key) || key.value !== 'metadata' || !isMap(value)) return;
      for (const field of ['labels', 'annotations'] as const) {
        const entries = value.get(field);
        if (isMap(entries)) checkStringMap(field === 'labels' ? 'label' : 'annotation', entries, lines);
      }
    },
  });
}

function checkStringMap(what: string, map: YAMLMap, lines: LineCounter): void {
  for (const { key, value } of map.items) {
    // Kubernetes refuses the name, and zod would leave it out without a word.
    if (isScalar(key) && key.value === '__proto__') {
      throw invalid(`Line ${lineOf(key, lines)}: "__proto__" cannot name ${what}s: begin with a letter or a digit.`);
    }
    if (!isScalar(key) || !isScalar(value) || typeof value.value === 'string') continue;
    const where = `Line ${lineOf(value, lines)}: the ${what} ${quote(String(key.value))}`;
    throw invalid(
      value.value === null
        ? `${where} has no value: give it one, or "" for none.`
        : `${where} is no string: write ${quote(value.source ?? '')} with the quotes, or Kubernetes rejects the whole object.`,
    );
  }
}

/** An alias within what it stands for would never end. */
function checkAliases(document: Document.Parsed, lines: LineCounter): void {
  const anchors = new Map<string, Node>();
  visit(document, {
    Node(_, node, path) {
      if (!isAlias(node)) {
        if (node.anchor !== undefined) anchors.set(node.anchor, node);
        return;
      }
      const where = `Line ${lineOf(node, lines)}: ${quote(`*${node.source}`)}`;
      const target = anchors.get(node.source);
      if (target === undefined) throw invalid(`${where} stands for nothing: write it out.`);
      if (path.includes(target)) throw invalid(`${where} contains itself: write it out.`);
    },
  });
}

function plainValue(document: Document.Parsed, line: number): unknown {
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (error) {
    if (!(error instanceof Error) || error instanceof RangeError) throw error;
    throw invalid(
      error instanceof ReferenceError
        ? `Line ${line}: the aliases of this document repeat too much: write out what they stand for.`
        : `Line ${line}: this document cannot be read: ${error.message}.`,
      error,
    );
  }
}

const stringMap = z.record(z.string(), z.string('must be a string: put it in quotes'), 'must map names to strings');
const kubernetesObject = z.looseObject({
  apiVersion: z.string('is missing: give it, such as apps/v1').min(1, 'is empty: give it, such as apps/v1'),
  kind: z.string('is missing: give it, such as Deployment').min(1, 'is empty: give it, such as Deployment'),
  metadata: z.looseObject(
    {
      name: z.string('is missing: give the object a name').min(1, 'is empty: give the object a name'),
      namespace: z.string('must be a string').exactOptional(),
      labels: stringMap.exactOptional(),
      annotations: stringMap.exactOptional(),
    },
    'is missing: give at least a name',
  ),
});
const list = z.looseObject({ apiVersion: z.literal('v1'), kind: z.literal('List'), items: z.array(z.unknown()) });

function toObjects(value: unknown, line: number): KubernetesObject[] {
  const { data } = list.safeParse(value);
  if (data !== undefined) return data.items.flatMap((item) => toObjects(item, line));
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw invalid(`Line ${line}: this is no Kubernetes object: start it with apiVersion, kind and metadata.`);
  }
  const result = kubernetesObject.safeParse(value);
  if (result.success) return [result.data];
  const [issue] = result.error.issues;
  throw invalid(`Line ${line}: ${issue?.path.join('.')} of this object ${issue?.message}.`);
}

function lineOf(node: Node | null, lines: LineCounter): number {
  return lines.linePos(node?.range?.[0] ?? 0).line;
}

function invalid(message: string, cause?: unknown): ManifestError {
  return new ManifestError('invalid-document', message, { issues: [{ path: '', message }], cause });
}
