import type { Json } from '../../resources/json.ts';
import type { Structure } from '../../resources/schema/structure.ts';
import { badRequest } from '../status.ts';
import { type FieldSet, NO_FIELDS } from './field-set.ts';
import { assemble, type Part, partsOf } from './parts.ts';

/** `live` with what `config` sets. Nothing goes away: that is `prune`'s. @throws ApiError 400 for doubles in `config` */
export function merge(structure: Structure, live: Json | undefined, config: Json): Json {
  const wanted = partsOf(structure, config);
  const present = live === undefined ? undefined : partsOf(structure, live);
  if (wanted !== undefined) requireDistinct(wanted);
  if (wanted === undefined) return config;
  const byBranch = new Map((present ?? []).map((part) => [part.branch, part]));
  const merged = wanted.map((part) => ({
    ...part,
    value: merge(part.structure, byBranch.get(part.branch)?.value, part.value),
  }));
  return assemble(structure, interleave(present ?? [], merged));
}

/** The wanted parts in their order, and between them the others where they were. */
function interleave(present: readonly Part[], wanted: readonly Part[]): Part[] {
  const mine = new Set(wanted.map(({ branch }) => branch));
  const result: Part[] = [];
  let next = 0;
  for (const part of present) {
    if (!mine.has(part.branch)) {
      result.push(part);
      continue;
    }
    const position = wanted.findIndex(({ branch }) => branch === part.branch);
    while (next <= position) {
      const mineNow = wanted[next];
      if (mineNow !== undefined) result.push(mineNow);
      next += 1;
    }
  }
  return [...result, ...wanted.slice(next)];
}

function requireDistinct(parts: readonly Part[]): void {
  const seen = new Set<string>();
  for (const { branch } of parts) {
    if (seen.has(branch)) throw badRequest(`duplicate entries for key ${branch.slice(2)}`);
    seen.add(branch);
  }
}

/**
 * `value` without what was applied before (`last`) and nobody keeps (`kept`): what is applied now, and what others own.
 * A struct goes with its defaults, as soon as nobody keeps anything in it.
 */
export function prune(structure: Structure, value: Json, last: FieldSet, kept: FieldSet): Json {
  const parts = partsOf(structure, value);
  if (parts === undefined) return value;
  const left = parts.flatMap((part): Part[] => {
    const before = last.children.get(part.branch);
    if (before === undefined) return [part];
    const now = kept.children.get(part.branch);
    if (now === undefined) return [];
    return [{ ...part, value: prune(part.structure, part.value, before, now ?? NO_FIELDS) }];
  });
  return assemble(structure, left);
}
