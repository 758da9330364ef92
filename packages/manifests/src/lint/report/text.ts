import type { Source } from '../../yaml/source.ts';
import type { Finding, Severity } from '../rule.ts';

/** How words stand out; carries no meaning of its own. */
export interface Emphasis {
  bold(text: string): string;
  dim(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
  good(text: string): string;
}

const plain = (text: string) => text;
const PLAIN: Emphasis = { bold: plain, dim: plain, bad: plain, warn: plain, good: plain };

/**
 * Findings for people: a block each with the line it is about, a file after the other. `file:line:column` is what terminals and
 * editors make a link of. Why a rule matters is said where it first finds something. Ends with an empty line, or is empty.
 */
export function renderFindingsText(
  findings: readonly Finding[],
  sources: readonly Source[],
  emphasis: Emphasis = PLAIN,
): string {
  const linesOf = new Map(sources.map(({ file, text }) => [file, lines(text)] as const));
  const explained = new Set<string>();
  return findings
    .map((finding) => {
      const first = !explained.has(finding.rule);
      explained.add(finding.rule);
      return block(finding, linesOf.get(finding.place.file)?.() ?? [], first, emphasis);
    })
    .join('');
}

/** Split when a finding first asks. */
function lines(text: string): () => readonly string[] {
  let split: readonly string[] | undefined;
  return () => {
    split ??= text.split(/\r\n|\r|\n/);
    return split;
  };
}

function block(finding: Finding, text: readonly string[], explain: boolean, style: Emphasis): string {
  const { rule, severity, message, why, place, object, fix } = finding;
  const at = style.bold(printable(`${place.file}:${place.line}:${place.column}`));
  const word = { error: style.bad, warning: style.warn, note: style.dim }[severity];
  return [
    `${at} ${word(severity)} ${rule}${object === undefined ? '' : style.dim(` in ${printable(object)}`)}`,
    `  ${printable(message)}`,
    ...(explain ? [style.dim(`  ${printable(why)}`)] : []),
    ...frame(place, text, severity, style),
    ...(fix === undefined ? [] : [`  ${style.good('fix:')} ${printable(fix.title)}`]),
    '',
    '',
  ].join('\n');
}

/** Lines before the one that is meant: as many as show where in the object it is. */
const BEFORE = 1;
const WIDEST = 120;

function frame(place: Finding['place'], text: readonly string[], severity: Severity, style: Emphasis): string[] {
  const width = String(place.line).length;
  const shown = text.slice(Math.max(0, place.line - 1 - BEFORE), place.line);
  const meant = text[place.line - 1];
  if (meant === undefined || place.column > WIDEST) return [];
  const numbered = shown.map((line, index) => {
    const number = String(place.line - shown.length + 1 + index).padStart(width);
    return `  ${style.dim(`${number} |`)} ${printable(clipped(line))}`;
  });
  const end = place.endLine === place.line ? Math.min(place.endColumn, WIDEST) : clipped(meant).length + 1;
  const mark = '^'.repeat(Math.max(1, end - place.column));
  const paint = severity === 'error' ? style.bad : style.warn;
  return [...numbered, `  ${' '.repeat(width)} ${style.dim('|')} ${' '.repeat(place.column - 1)}${paint(mark)}`];
}

function clipped(line: string): string {
  return line.length > WIDEST ? `${line.slice(0, WIDEST - 1)}…` : line;
}

/** Characters that would move the cursor or hide text, made visible; each stays as wide as it was. */
function printable(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => (character === '\t' ? ' ' : '?'));
}
