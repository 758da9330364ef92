import type { Change, FieldConflict, Plan } from '@sticky/cluster';
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { oneLine, printable } from '../terminal/printable.ts';
import type { Style } from '../terminal/style.ts';

const signs = { create: '+', update: '~', delete: '-', unchanged: '=' } as const;

/** One line an object, `+ create Deployment sticky-d`, and one for each thing that is left although one might expect otherwise. */
export function actionLines(plan: Plan): string[] {
  return [
    ...plan.changes.map(({ action, ref }) => `  ${signs[action]} ${action} ${ref.kind} ${printable(ref.name)}`),
    ...plan.notes.map((note) => `  ${oneLine(note)}`),
  ];
}

/** What a plan would do to each object: a line, and the unified diff of its YAML. */
export function planText(plan: Plan, style: Style): string {
  const changed = plan.changes.filter((change) => change.action !== 'unchanged');
  const lines = [style.bold(oneLine(plan.title)), ...actionLines(plan)];
  for (const change of changed) lines.push('', ...diffLines(change, style));
  for (const { field, reason } of plan.losses) lines.push('', style.warn(`! ${field}: ${oneLine(reason)}`));
  return lines.join('\n');
}

/** `kubectl manages .spec.replicas`, for every field that somebody else manages. */
export function conflictText(conflicts: readonly FieldConflict[]): string {
  return conflicts.map(({ manager, field }) => oneLine(`${manager} manages ${field}`)).join(', ');
}

function diffLines({ action, ref, before, after }: Change, style: Style): string[] {
  const name = `${ref.kind.toLowerCase()}/${ref.name}`;
  const [from, to] = [action === 'create' ? '/dev/null' : `live/${name}`, action === 'delete' ? '/dev/null' : name];
  const patch = createTwoFilesPatch(from, to, before, after, undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  });
  return printable(patch)
    .trimEnd()
    .split('\n')
    .map((line) => paint(line, style));
}

function paint(line: string, style: Style): string {
  if (line.startsWith('---') || line.startsWith('+++')) return style.bold(line);
  if (line.startsWith('+')) return style.good(line);
  if (line.startsWith('-')) return style.bad(line);
  if (line.startsWith('@@')) return style.dim(line);
  return line;
}
