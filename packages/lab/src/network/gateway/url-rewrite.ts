import type { HTTPURLRewriteFilter } from '../../resources/schema/http-route-filter.ts';
import type { FieldEdits } from '../proxy/route.ts';
import { NO_EDITS } from './header-edits.ts';
import { type ModifyPath, pathModifier } from './path-modifier.ts';

export interface Rewrite {
  /** Absent where the path stays. */
  readonly modifyPath?: ModifyPath;
  readonly hostEdits: FieldEdits;
}

export const NO_REWRITE: Rewrite = { hostEdits: NO_EDITS };

/** @throws UnsupportedValue */
export function urlRewrite({ hostname, path }: HTTPURLRewriteFilter): Rewrite {
  const hostEdits =
    hostname === undefined ? NO_EDITS : { remove: new Set(['host']), add: [['Host', hostname]] as const };
  return path === undefined ? { hostEdits } : { modifyPath: pathModifier(path), hostEdits };
}
