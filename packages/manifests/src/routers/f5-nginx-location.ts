import type { Rule } from '../routing.ts';

/** How a VirtualServer says a path: as the directive `location` of nginx. */
export function nginxLocation({ path, match }: Pick<Rule, 'path' | 'match'>): string {
  if (match === 'exact') return `=${path}`;
  return match === 'regex' ? `~^${path}` : path;
}

/** The path and the match that a location says, and what of it no rule can say. */
export function readNginxLocation(location: string): {
  readonly rule: Pick<Rule, 'path' | 'match'>;
  readonly unread?: string;
} {
  const [, modifier = '', rest = ''] = /^(=|\^~|~\*|~)?\s*(.*)$/s.exec(location) ?? [];
  switch (modifier) {
    case '=':
      return { rule: { path: rest, match: 'exact' } };
    case '~':
    case '~*': {
      const rule = { path: rest.replace(/^\^/, ''), match: 'regex' } as const;
      if (!rest.startsWith('^'))
        return { rule, unread: 'nginx looks for the pattern anywhere in the path, not at its beginning.' };
      return modifier === '~' ? { rule } : { rule, unread: 'The path ignores case, which no routing says.' };
    }
    default:
      return { rule: { path: rest, match: 'prefix' } };
  }
}

/** An upstream for each Service and port of the rules, each with a name of its own: that of its Service where it can have it. */
export function upstreamsOf(rules: readonly Rule[]): readonly { readonly name: string; readonly rule: Rule }[] {
  const services = new Set(rules.map(({ service }) => service));
  const names = new Set<string>();
  return [...Map.groupBy(rules, ({ service, port }) => `${service} ${port}`).values()].flatMap((same) =>
    same.slice(0, 1).map((rule) => {
      let name = rule.service;
      for (let number = 2; names.has(name) || (name !== rule.service && services.has(name)); number++) {
        // At most 63 characters (RFC 1035 2.3.4).
        name = `${rule.service.slice(0, 63 - `-${number}`.length)}-${number}`;
      }
      names.add(name);
      return { name, rule };
    }),
  );
}
