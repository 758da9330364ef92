import { printable } from '../printable.ts';
import type { Report } from '../report.ts';

/** Names of backends as people read them, by identity. */
export type BackendNames = ReadonlyMap<string, string>;

const shortest = 8;

/**
 * A short name for each backend: the caller's label, or the first eight characters of its identity, or as many more as
 * tell it from the others.
 */
export function nameBackends(
  identities: Iterable<string>,
  labels: Readonly<Record<string, string>> = {},
): BackendNames {
  const all = [...new Set(identities)];
  const shorts = shorten(all);
  const labelled = all.map((identity) => (Object.hasOwn(labels, identity) ? printable(labels[identity] ?? '') : ''));
  const names = new Map<string, string>();
  for (const [index, identity] of all.entries()) {
    const label = labelled[index] ?? '';
    const short = shorts[index] ?? '';
    const alone = labelled.filter((other) => other === label).length === 1;
    names.set(identity, label === '' ? short : alone ? label : `${label} ${short}`);
  }
  return names;
}

function shorten(identities: readonly string[]): readonly string[] {
  const full = identities.map(printable);
  const cut = (text: string, length: number) => [...text].slice(0, length).join('');
  const used = new Set<string>();
  return full.map((text, index) => {
    let length = shortest;
    const others = full.filter((_, other) => other !== index);
    while (length < text.length && others.some((other) => cut(other, length) === cut(text, length))) length++;
    let name = cut(text, length);
    // Two identities can look the same once what cannot be printed is replaced.
    for (let copy = 2; used.has(name); copy++) name = `${cut(text, length)} (${copy})`;
    used.add(name);
    return name;
  });
}

/** Every backend that a report speaks of, in the order in which they were met. */
export function backendsOf(samples: readonly { readonly backend?: string }[]): readonly string[] {
  return [...new Set(samples.flatMap(({ backend }) => backend ?? []))];
}

/**
 * At most `most` backends of a report, those that answered most, in the order in which they were met; and how many
 * others there are. A route may name itself anew with every answer.
 */
export function busiestBackends(
  { samples, sessionsPerBackend }: Pick<Report, 'samples' | 'sessionsPerBackend'>,
  most: number,
): { readonly backends: readonly string[]; readonly others: number } {
  const answers = new Map<string, number>();
  for (const { backend } of samples) if (backend !== undefined) answers.set(backend, (answers.get(backend) ?? 0) + 1);
  for (const backend of Object.keys(sessionsPerBackend)) if (!answers.has(backend)) answers.set(backend, 0);
  const all = [...answers];
  if (all.length <= most) return { backends: all.map(([backend]) => backend), others: 0 };
  const busiest = new Set(
    all
      .toSorted(([, one], [, other]) => other - one)
      .slice(0, most)
      .map(([backend]) => backend),
  );
  return { backends: [...answers.keys()].filter((backend) => busiest.has(backend)), others: all.length - most };
}
