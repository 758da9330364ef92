import { readIngressNginx } from '@sticky/manifests';
import type { Stored } from '../../store/resource-types.ts';
import { PatternError } from '../linear-pattern.ts';
import { readLocationSettings } from './annotations/settings.ts';
import { unsupportedAnnotations } from './annotations/support.ts';
import { pathPattern } from './path-pattern.ts';
import { bytesOf } from './uri.ts';

/** What admission looks at: also of an Ingress that is not stored yet. */
export interface AskedIngress {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec?: Stored<'ingresses'>['spec'];
}

/** Why an Ingress is not served as it stands, in one sentence: by ingress-nginx's rules, or since the lab cannot do it. */
export function refusalOf({ metadata, spec }: AskedIngress): string | undefined {
  const annotations = metadata.annotations ?? {};
  const rules = spec?.rules ?? [];
  const unsupported = unsupportedAnnotations(annotations).find(
    ({ support }) => support === 'denies' || support === 'refuses',
  );
  if (unsupported !== undefined) return unsupported.message;
  const { settings, problems } = readLocationSettings(annotations);
  const rejected = [...readIngressNginx(annotations).problems, ...problems].find(({ effect }) => effect === 'rejected');
  if (rejected !== undefined) return rejected.message;
  const path = pathRefusal(rules, settings.rewrite.useRegex || settings.rewrite.target !== undefined);
  if (path !== undefined) return path;
  const backends = [spec?.defaultBackend, ...rules.flatMap(({ http }) => http?.paths.map(({ backend }) => backend))];
  if (backends.some((backend) => backend?.resource !== undefined)) {
    return "the lab's ingress sends to Services only: name a service in the backend";
  }
  return undefined;
}

type Rules = NonNullable<NonNullable<AskedIngress['spec']>['rules']>;

/** What `strict-validate-path-type`, on by default, takes for Exact and Prefix (inspector/rules.go). */
const STRICT = /^\/[a-z0-9._\-/]*$/i;
/** They would break out of a line of nginx's configuration, and of a cookie. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are the ones.
const CONTROL = /[\x00-\x1f\x7f]/;

function pathRefusal(rules: Rules, usesRegex: boolean): string | undefined {
  const paths = rules.flatMap(({ http }) => http?.paths ?? []).filter(({ path = '' }) => path !== '');
  const invalid = paths.filter(({ path = '', pathType }) =>
    pathType === 'ImplementationSpecific' ? CONTROL.test(path) : !STRICT.test(path),
  );
  if (invalid.length > 0) {
    const list = invalid.map(({ path, pathType }) => `path ${path} cannot be used with pathType ${pathType}`);
    return `ingress contains invalid paths: ${list.join('\n')}`;
  }
  if (!usesRegex) return undefined;
  const faults = paths.map(({ path = '' }) => [path, faultOf(path)] as const).find(([, fault]) => fault !== undefined);
  return faults === undefined
    ? undefined
    : `the path ${faults[0]} is no regular expression for the lab's ingress: ${faults[1]}`;
}

function faultOf(path: string): string | undefined {
  try {
    pathPattern(bytesOf(path));
    return undefined;
  } catch (error) {
    if (error instanceof PatternError) return error.message;
    throw error;
  }
}
