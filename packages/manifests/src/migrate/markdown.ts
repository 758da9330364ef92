import type { Migration, MigrationRow, Outcome } from './migration.ts';

const OUTCOMES: readonly Outcome[] = ['to do', 'lost', 'changed', 'kept'];

/** The table of a migration for a pull request: what is to do as a list to tick off, then the rest, what is kept folded away. */
export function renderMigrationMarkdown({ rows }: Migration): string {
  const of = (outcome: Outcome) => rows.filter((row) => row.outcome === outcome);
  const counts = OUTCOMES.filter((outcome) => of(outcome).length > 0).map(
    (outcome) => `${of(outcome).length} ${outcome}`,
  );
  return [
    `## Migration: ${counts.join(', ')}`,
    ...section('### To do', of('to do').map(tickLine).join('\n')),
    ...section('### Lost', table(of('lost'))),
    ...section('### Changed', table(of('changed'))),
    ...section('### Kept', table(of('kept'))),
    '',
  ].join('\n');
}

function section(title: string, body: string): string[] {
  return body === '' ? [] : ['', title, '', body];
}

function tickLine({ object, subject, before, meaning }: MigrationRow): string {
  const was = before === undefined ? '' : ` (was ${code(before)})`;
  return `- [ ] **${text(object)}**, ${text(subject)}${was}: ${text(meaning)}`;
}

function table(rows: readonly MigrationRow[]): string {
  if (rows.length === 0) return '';
  return [
    '| object | subject | before | after | what that means |',
    '|---|---|---|---|---|',
    ...rows.map(({ object, subject, before, after, meaning }) =>
      `| ${[text(object), text(subject), before === undefined ? '' : code(before), after === undefined ? '' : code(after), text(meaning)].join(' | ')} |`.replaceAll(
        '  ',
        ' ',
      ),
    ),
  ].join('\n');
}

/** Text that Markdown shows as it is; code in it stays code. */
function text(value: string): string {
  return oneLine(value)
    .split(/(`[^`]*`)/)
    .map((part) => (/^`[^`]*`$/.test(part) ? part : part.replace(/[\\<>*_[\]]/g, '\\$&')))
    .join('')
    .replaceAll('|', '\\|');
}

function code(value: string): string {
  const ticks = value.includes('`') ? '``' : '`';
  const padding = ticks === '`' ? '' : ' ';
  return `${ticks}${padding}${oneLine(value)}${padding}${ticks}`.replaceAll('|', '\\|');
}

function oneLine(value: string): string {
  return value.replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ');
}
