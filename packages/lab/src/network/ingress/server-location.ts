import { PatternError } from '../linear-pattern.ts';
import type { LocationSettings } from './annotations/settings.ts';
import { literalPattern, type PathPattern, pathPattern } from './path-pattern.ts';

/** What the lab knows of one location of nginx's configuration. */
export interface ServerLocation {
  /** As nginx compares it: in bytes, and with a slash at the end unless it is exact or `/`. */
  readonly path: string;
  readonly pathType: 'Exact' | 'Prefix';
  /** No Ingress has it: it stands beside a Prefix path for what lacks its closing slash. */
  readonly isImplied?: true;
  /** As written in the Ingress, which is what the affinity cookie goes by. */
  readonly ingressPath: string;
  /** `namespace/name` of the Ingress; empty for the controller's own. */
  readonly route: string;
  /** Its name; undefined: the controller's default backend, which knows nothing but 404. */
  readonly upstream: string | undefined;
  /** No path of an Ingress: the rest of its host. */
  readonly isDefault: boolean;
  readonly settings: LocationSettings;
}

/** What a path finds: a location, or the redirect to it for which a closing slash is missing. */
export interface Found {
  readonly location: ServerLocation;
  readonly isSlashMissing: boolean;
  /** The host's locations are regular expressions. */
  readonly isPattern: boolean;
  /** The groups that a rewrite fills in; undefined where none is made. */
  readonly groups: readonly string[] | undefined;
}

/** The locations of one server, ready to be searched. */
export interface LocationIndex {
  find(path: string): Found | undefined;
}

/** Compiled patterns, by path: they outlive a reload, as compiling is what costs. */
export type Patterns = Map<string, PathPattern>;

/**
 * Indexes locations that come in the order of nginx's configuration, longest path first.
 *
 * One Ingress with use-regex or a rewrite makes every location of its host a regular expression, also the exact ones and
 * those of other Ingresses: in any case, open at the end, the first that matches (controller/template, `buildLocation`).
 */
export function indexLocations(
  locations: readonly ServerLocation[],
  patterns: Patterns,
  before: Patterns,
): LocationIndex {
  const usesRegex = locations.some((location) => location.settings.rewrite.useRegex || isRewritten(location));
  if (!usesRegex) return indexPaths(locations);
  const entries = locations.map((location) => {
    const pattern = patterns.get(location.path) ?? before.get(location.path) ?? patternOf(location.path);
    patterns.set(location.path, pattern);
    return { location, pattern };
  });
  return {
    find(path) {
      const entry = entries.find(({ pattern }) => pattern.matches(path));
      if (entry === undefined) return undefined;
      const { location, pattern } = entry;
      return {
        location,
        isSlashMissing: false,
        isPattern: true,
        groups: isRewritten(location) ? pattern.groups(path) : undefined,
      };
    },
  };
}

/** A target that is the path itself rewrites nothing (`needsRewrite`). */
function isRewritten({ path, settings }: ServerLocation): boolean {
  const { target } = settings.rewrite;
  return target !== undefined && target !== path;
}

/** nginx would not load it; the path of an Ingress that does not ask for regular expressions is taken as it reads. */
function patternOf(path: string): PathPattern {
  try {
    return pathPattern(path);
  } catch (error) {
    if (error instanceof PatternError) return literalPattern(path);
    throw error;
  }
}

/** An exact location first, else the longest prefix (ngx_http_core_find_static_location). Of equals the first. */
function indexPaths(locations: readonly ServerLocation[]): LocationIndex {
  const exact = new Map<string, ServerLocation>();
  const prefixes = new Map<string, ServerLocation>();
  for (const location of locations) {
    const index = location.pathType === 'Exact' ? exact : prefixes;
    if (!index.has(location.path)) index.set(location.path, location);
  }
  const longest = Math.max(0, ...[...prefixes.keys()].map((path) => path.length));
  return {
    find(path) {
      const same = exact.get(path);
      if (same !== undefined) return { location: same, isSlashMissing: false, isPattern: false, groups: undefined };
      const slashed = exact.get(`${path}/`) ?? prefixes.get(`${path}/`);
      if (slashed !== undefined)
        return { location: slashed, isSlashMissing: true, isPattern: false, groups: undefined };
      // Every prefix ends with a slash, so only what ends with one can be the longest.
      for (let at = path.lastIndexOf('/', longest - 1); at !== -1; at = at === 0 ? -1 : path.lastIndexOf('/', at - 1)) {
        const location = prefixes.get(path.slice(0, at + 1));
        if (location !== undefined) return { location, isSlashMissing: false, isPattern: false, groups: undefined };
      }
      return undefined;
    },
  };
}
