import type { MigrationRow, Outcome } from '@sticky/manifests';
import { columns, wrap } from '../terminal/columns.ts';
import { oneLine } from '../terminal/printable.ts';
import type { Style } from '../terminal/style.ts';

/** What a migration keeps, changes and loses: a block for each object, a line for each field, and below it what that means. */
export function migrationText(rows: readonly MigrationRow[], style: Style, width: number): string {
  const objects = [...Map.groupBy(rows, ({ object }) => object)];
  const lines = objects.flatMap(([object, about]) => [
    '',
    style.bold(oneLine(object)),
    ...linesOf(about, style, width),
  ]);
  return lines.slice(1).join('\n');
}

function linesOf(rows: readonly MigrationRow[], style: Style, width: number): string[] {
  const heads = columns(
    rows.map((row) => [`  ${painted(row.outcome, style)}`, oneLine(row.subject), wayOf(row)]),
    2,
  );
  return rows.flatMap(({ meaning }, index) => [
    heads[index] ?? '',
    ...wrap(oneLine(meaning), width - INDENT.length).map((line) => style.dim(INDENT + line)),
  ]);
}

const INDENT = ' '.repeat(11);

function wayOf({ before, after }: MigrationRow): string {
  if (before === after) return oneLine(after ?? '');
  return [before, after].flatMap((text) => (text === undefined ? [] : [oneLine(text)])).join(' -> ');
}

function painted(outcome: Outcome, style: Style): string {
  switch (outcome) {
    case 'kept':
      return style.good(outcome);
    case 'changed':
      return style.warn(outcome);
    case 'lost':
      return style.bad(outcome);
    case 'to do':
      return style.bold(outcome);
  }
}
