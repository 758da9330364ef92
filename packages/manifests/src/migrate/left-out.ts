import { stringify } from 'yaml';
import { titleOf } from '../object-identity.ts';
import type { KubernetesObject } from '../objects.ts';
import type { Path, Unread } from '../router.ts';
import { routers } from '../routers/index.ts';
import { type KnownSetting, knownSetting } from './annotations.ts';
import type { MigrationRow } from './migration.ts';
import { roleOf } from './objects.ts';
import type { Plan } from './plan.ts';
import { nameOf } from './router-identity.ts';

/** Something that stood in an object and stands nowhere any more. */
export interface LeftOut {
  readonly object: KubernetesObject;
  readonly path: Path;
  readonly value: unknown;
  readonly row: MigrationRow;
}

/** Texts of one table's cell; more is to be read in the document. */
const LONGEST_CELL = 80;

/**
 * What the old router understood or others left, and the new documents do not say.
 *
 * @param after What stands in the place of an object now; undefined for one that is gone.
 */
export function leftOut(plan: Plan, after: (object: KubernetesObject) => KubernetesObject | undefined): LeftOut[] {
  const unread = plan.reading.unread.flatMap((entry) => unreadLeftOut(plan, entry, after));
  const named = new Set(unread.map(({ object, path }) => JSON.stringify([titleOf(object), path])));
  // What the old router would write itself went into the affinity or the routing.
  const said = new Set([
    ...plan.base.objects.flatMap(({ metadata }) => Object.keys(metadata.annotations ?? {})),
    ...Object.keys(plan.base.serviceSettings?.annotations ?? {}),
  ]);
  const dead = plan.reading.from.flatMap((object) =>
    Object.entries(object.metadata.annotations ?? {}).flatMap(([name, value]): LeftOut[] => {
      const path = ['metadata', 'annotations', name];
      if (said.has(name)) return [];
      if (named.has(JSON.stringify([titleOf(object), path]))) return [];
      const meaning = deadMeaning(name, plan);
      if (meaning === undefined || stands(after(object), path)) return [];
      return [{ object, path, value, row: lostRow(object, name, value, meaning) }];
    }),
  );
  return [...unread, ...dead];
}

function unreadLeftOut(plan: Plan, { object, path, reason }: Unread, after: Parameters<typeof leftOut>[1]): LeftOut[] {
  if (stands(after(object), path)) return [];
  const isAnnotation = path[0] === 'metadata' && path[1] === 'annotations';
  const subject = isAnnotation ? String(path[2]) : path.join('.');
  const known = knownSetting(isAnnotation ? subject : path.filter((step) => typeof step === 'string').join('.'));
  const value = valueAt(object, path);
  const isUsual = known?.usual !== undefined && known.usual === value;
  const row: MigrationRow = {
    object: titleOf(object),
    subject,
    // What nobody described may be anything, so somebody has to look at it.
    outcome: !isUsual && (known?.matters ?? (known === undefined && /by hand\.$/.test(reason))) ? 'to do' : 'lost',
    before: shown(value),
    meaning: isUsual
      ? 'It said what every router does unasked.'
      : known === undefined
        ? reason
        : meaningOf(known, plan),
  };
  return [{ object, path, value, row }];
}

function meaningOf({ did, matters }: KnownSetting, { to }: Plan): string {
  if (matters) return `It ${did}. Say so to ${nameOf(to)} in its own words before the cut-over.`;
  return did.startsWith('did nothing') ? `It ${did}.` : `It ${did}. ${nameOf(to)} goes by its own default.`;
}

/** Annotations that nobody reads in a new kind of object: kubectl's own, and those of controllers that never served it. */
function deadMeaning(name: string, plan: Plan): string | undefined {
  const role = roleOf(name, plan);
  if (role === 'kubectl') return 'kubectl writes it anew when the documents are applied.';
  if (role !== 'other') return undefined;
  const whose = Object.values(routers).find(({ marks }) =>
    marks.annotations?.some((prefix) => name.startsWith(prefix)),
  );
  return whose === undefined ? undefined : `It is for ${nameOf(whose)}, which did not serve this: it did nothing.`;
}

function lostRow(object: KubernetesObject, subject: string, value: unknown, meaning: string): MigrationRow {
  return { object: titleOf(object), subject, outcome: 'lost', before: shown(value), meaning };
}

/** Comment lines that keep what was left out in sight of who reads the documents. */
export function commentOf(entries: readonly LeftOut[], { from, to }: Plan): string[] {
  if (entries.length === 0) return [];
  const lines = entries.flatMap(({ path, value }) => {
    const [key, ...parents] = path.toReversed();
    const name = path[1] === 'annotations' ? String(key) : [...parents.toReversed(), key].join('.');
    return stringify({ [name]: value }, { lineWidth: 0 })
      .trimEnd()
      .split('\n')
      .map((line) => `#   ${line}`.trimEnd());
  });
  return [`# ${nameOf(from)} was told these, and ${nameOf(to)} is not:`, ...lines];
}

function stands(object: KubernetesObject | undefined, path: Path): boolean {
  return object !== undefined && valueAt(object, path) !== undefined;
}

function valueAt(value: unknown, [key, ...rest]: Path): unknown {
  if (key === undefined) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  const inner = Object.entries(value).find(([name]) => name === String(key))?.[1];
  return valueAt(inner, rest);
}

function shown(value: unknown): string {
  const text = (typeof value === 'string' ? value : JSON.stringify(value)).replaceAll(/\s+/g, ' ').trim();
  return text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL)}…` : text;
}
