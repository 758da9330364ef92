import type { Rule } from '../routing.ts';

/** A host and a path that a rule of Traefik takes; without a path every path. */
export type RuleMatch = Pick<Rule, 'host' | 'path' | 'match'>;

/** A rule of Traefik v3 for a host and a path. A prefix is one of path elements, as with `strictPrefixMatching`. */
export function traefikRule({ host, path, match }: RuleMatch): string {
  const hosts =
    host === undefined ? [] : [host.startsWith('*.') ? `HostRegexp(\`${wildcard(host)}\`)` : `Host(\`${host}\`)`];
  if (match === 'exact') return [...hosts, `Path(\`${path}\`)`].join(' && ');
  if (match === 'regex') return [...hosts, `PathRegexp(\`^${path}\`)`].join(' && ');
  if (path === '/') return hosts[0] ?? 'PathPrefix(`/`)';
  const folder = path.replace(/\/+$/, '');
  const paths = `Path(\`${folder}\`) || PathPrefix(\`${folder}/\`)`;
  return hosts.length === 0 ? paths : `${hosts.join('')} && (${paths})`;
}

/** One label in the place of the asterisk. */
function wildcard(host: string): string {
  return `^[^.]+${host.slice(1).replaceAll('.', '\\.')}$`;
}

interface Matcher {
  readonly name: string;
  readonly value: string;
}
type Conjunct = readonly Matcher[];

/** Characters of a rule, and ways through it, beyond which it is not read. */
const LONGEST = 4096;
const MOST = 64;

/** The hosts and paths of a rule; undefined where it asks for more than these (headers, methods, a negation), or is no rule. */
export function parseTraefikRule(rule: string): readonly RuleMatch[] | undefined {
  if (rule.length > LONGEST) return undefined;
  const tokens = rule.match(/&&|\|\||[()!,]|\w+|`[^`]*`|"[^"\\]*"|\S/g) ?? [];
  const parser = { tokens, at: 0 };
  const ways = alternatives(parser);
  if (ways === undefined || parser.at !== tokens.length) return undefined;
  const matches = ways.map(matchOf);
  return matches.includes(undefined) ? undefined : joined(matches.filter((match) => match !== undefined));
}

interface Parser {
  readonly tokens: readonly string[];
  at: number;
}

function alternatives(parser: Parser): readonly Conjunct[] | undefined {
  let ways = conjunction(parser);
  while (ways !== undefined && parser.tokens[parser.at] === '||') {
    parser.at++;
    const more = conjunction(parser);
    ways = more && [...ways, ...more];
  }
  return ways !== undefined && ways.length <= MOST ? ways : undefined;
}

function conjunction(parser: Parser): readonly Conjunct[] | undefined {
  let ways = term(parser);
  while (ways !== undefined && parser.tokens[parser.at] === '&&') {
    parser.at++;
    const more = term(parser);
    ways =
      more && ways.length * more.length <= MOST
        ? ways.flatMap((way) => more.map((other) => [...way, ...other]))
        : undefined;
  }
  return ways;
}

function term(parser: Parser): readonly Conjunct[] | undefined {
  const token = parser.tokens[parser.at++] ?? '';
  if (token === '(') {
    const ways = alternatives(parser);
    return parser.tokens[parser.at++] === ')' ? ways : undefined;
  }
  if (!/^\w+$/.test(token) || parser.tokens[parser.at++] !== '(') return undefined;
  const values: string[] = [];
  for (let separator = ','; separator === ','; separator = parser.tokens[parser.at++] ?? '') {
    const value = parser.tokens[parser.at++] ?? '';
    if (!/^[`"].*[`"]$/s.test(value)) return undefined;
    values.push(value.slice(1, -1));
    if (!/^[,)]$/.test(parser.tokens[parser.at] ?? '')) return undefined;
  }
  return values.map((value) => [{ name: token.toLowerCase(), value }]);
}

function matchOf(way: Conjunct): RuleMatch | undefined {
  const hosts = way.filter(({ name }) => name === 'host' || name === 'hostregexp');
  const paths = way.filter(({ name }) => name.startsWith('path'));
  if (hosts.length > 1 || paths.length > 1 || hosts.length + paths.length < way.length) return undefined;
  const host = hosts[0] && hostOf(hosts[0]);
  const path = paths[0] === undefined ? ({ path: '/', match: 'prefix' } as const) : pathOf(paths[0]);
  if ((hosts.length > 0 && host === undefined) || path === undefined) return undefined;
  return { ...(host !== undefined && { host }), ...path };
}

function hostOf({ name, value }: Matcher): string | undefined {
  if (name === 'host') return value;
  const rest = /^\^\[\^\.\]\+((?:\\\.[a-z0-9-]+)+)\$$/.exec(value)?.[1];
  return rest && `*${rest.replaceAll('\\.', '.')}`;
}

function pathOf({ name, value }: Matcher): Pick<RuleMatch, 'path' | 'match'> | undefined {
  if (name === 'path') return { path: value, match: 'exact' };
  if (name === 'pathprefix') return { path: value, match: 'prefix' };
  return name === 'pathregexp' && value.startsWith('^/') ? { path: value.slice(1), match: 'regex' } : undefined;
}

/** A path and all below it are one prefix. */
function joined(matches: readonly RuleMatch[]): readonly RuleMatch[] {
  const isBelow = (folder: RuleMatch, { host, path, match }: RuleMatch) =>
    match === 'prefix' && host === folder.host && path === `${folder.path}/`;
  return matches.flatMap((one): RuleMatch[] => {
    if (one.match === 'exact' && matches.some((other) => isBelow(one, other))) return [{ ...one, match: 'prefix' }];
    return matches.some((folder) => folder.match === 'exact' && isBelow(folder, one)) ? [] : [one];
  });
}
