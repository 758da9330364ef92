import { type AnnotationReader, named, PATH_WITH_CAPTURES, WITH_SPACES } from './reader.ts';

export interface Rewrite {
  /** What the path becomes, with `$1` to `$9` for the groups of the location's path. */
  readonly target?: string;
  /** The paths are regular expressions. */
  readonly useRegex: boolean;
  /** Where a request for `/` is redirected to. */
  readonly appRoot?: string;
  /** X-Forwarded-Prefix for the pod where the path is rewritten; with groups, as `target`. */
  readonly forwardedPrefix?: string;
}

/** A variable of nginx other than a group: `$host`, `${1}`. */
const OTHER_VARIABLE = /\$(?![1-9])/;

/** annotations/rewrite and annotations/xforwardedprefix. */
export function readRewrite({ values, refuse }: AnnotationReader): Rewrite {
  const expected = 'a path of letters, digits and / . _ ~ - : with groups such as "$1"';
  const target = values.text(named('rewrite-target'), PATH_WITH_CAPTURES, expected, 'dropped', WITH_SPACES);
  const appRoot = values.text(named('app-root'), PATH_WITH_CAPTURES, 'an absolute path', 'dropped', WITH_SPACES);
  const forwardedPrefix = values.text(named('x-forwarded-prefix'), PATH_WITH_CAPTURES, expected, 'rejected');
  for (const [name, value] of Object.entries({ 'rewrite-target': target, 'x-forwarded-prefix': forwardedPrefix })) {
    if (value !== undefined && OTHER_VARIABLE.test(value)) refuse(name, 'may name the groups $1 to $9 only');
  }
  if (appRoot?.includes('$')) refuse('app-root', 'may name no variable');
  return {
    ...(target !== undefined && { target }),
    useRegex: values.boolean(named('use-regex')) ?? false,
    // url.ParseRequestURI: the rest are no absolute paths, and dropped.
    ...(appRoot?.startsWith('/') && { appRoot }),
    ...(forwardedPrefix !== undefined && { forwardedPrefix }),
  };
}
