import picomatch from 'picomatch';
import type { LintConfig } from './config.ts';
import type { Finding, Sources } from './rule.ts';

/** `# sticky-lint-disable-next-line ID, ID`; without an id every rule. */
const COMMENT = /#\s*sticky-lint-disable-next-line\b[ \t]*([a-z0-9-]+(?:[ \t]*,[ \t]*[a-z0-9-]+)*)?/;

/** Whether a finding was silenced, by the configuration or by a comment on the line above it. */
export function silencer(sources: Sources, { ignore = [] }: LintConfig): (finding: Finding) => boolean {
  const ignored = ignore.map((entry) => {
    const matchesFile = entry.file === undefined ? () => true : picomatch(entry.file, { dot: true });
    return ({ rule, place, object = '' }: Finding) => {
      const [, kind, namespace, name] = /^(\S+) (?:([^/]*)\/)?(.*)$/.exec(object) ?? [];
      return (
        (entry.rule === undefined || entry.rule === rule) &&
        matchesFile(place.file.replaceAll('\\', '/')) &&
        (entry.kind === undefined || entry.kind === kind) &&
        (entry.name === undefined || entry.name === name) &&
        (entry.namespace === undefined || entry.namespace === namespace)
      );
    };
  });
  const commented = new Map(sources.map(({ file, text }) => [file, silencedLines(text)] as const));
  return (finding) => {
    const rules = commented.get(finding.place.file)?.get(finding.place.line);
    return rules?.has(finding.rule) || rules?.size === 0 || ignored.some((matches) => matches(finding));
  };
}

/** The rules that are silenced on a line, by its number; an empty set is all of them. */
function silencedLines(text: string): ReadonlyMap<number, ReadonlySet<string>> {
  const silenced = new Map<number, ReadonlySet<string>>();
  if (!text.includes('sticky-lint-disable-next-line')) return silenced;
  for (const [index, line] of text.split('\n').entries()) {
    const match = COMMENT.exec(line);
    if (match === null) continue;
    silenced.set(index + 2, new Set(match[1]?.split(',').map((rule) => rule.trim())));
  }
  return silenced;
}
