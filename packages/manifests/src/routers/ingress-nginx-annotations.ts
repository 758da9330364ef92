import type { SameSite } from '../affinity.ts';
import { quote } from '../rules/quote.ts';

const PREFIX = 'nginx.ingress.kubernetes.io/';

/** The annotations of ingress-nginx that decide which pod a request meets. */
export const INGRESS_NGINX_ANNOTATIONS = {
  affinity: `${PREFIX}affinity`,
  affinityMode: `${PREFIX}affinity-mode`,
  affinityCanaryBehavior: `${PREFIX}affinity-canary-behavior`,
  cookieName: `${PREFIX}session-cookie-name`,
  cookieMaxAge: `${PREFIX}session-cookie-max-age`,
  cookieExpires: `${PREFIX}session-cookie-expires`,
  cookiePath: `${PREFIX}session-cookie-path`,
  cookieDomain: `${PREFIX}session-cookie-domain`,
  cookieSecure: `${PREFIX}session-cookie-secure`,
  cookieSameSite: `${PREFIX}session-cookie-samesite`,
  cookieConditionalSameSiteNone: `${PREFIX}session-cookie-conditional-samesite-none`,
  cookieChangeOnFailure: `${PREFIX}session-cookie-change-on-failure`,
  hashBy: `${PREFIX}upstream-hash-by`,
  hashBySubset: `${PREFIX}upstream-hash-by-subset`,
  hashBySubsetSize: `${PREFIX}upstream-hash-by-subset-size`,
  loadBalance: `${PREFIX}load-balance`,
  serviceUpstream: `${PREFIX}service-upstream`,
  useRegex: `${PREFIX}use-regex`,
} as const;

/** Annotations that tutorials name and ingress-nginx does not know. */
const UNKNOWN = new Map([
  [`${PREFIX}session-cookie-hash`, 'was removed in ingress-nginx 0.24: take it out'],
  [`${PREFIX}session-cookie-value-prefix`, 'never existed: take it out'],
]);

const LOAD_BALANCE = ['round_robin', 'chash', 'chashsubset', 'sticky_balanced', 'sticky_persistent', 'ewma'] as const;

/** An annotation whose value ingress-nginx does not take as it stands. */
export interface AnnotationProblem {
  readonly annotation: string;
  readonly value: string;
  /**
   * - `default`: it goes on as if the annotation were absent.
   * - `ignored`: it does not know the annotation.
   * - `rejected`: it refuses the whole Ingress and keeps the version before in force.
   */
  readonly effect: 'default' | 'ignored' | 'rejected';
  /** What is wrong and what to write instead, in one sentence. */
  readonly message: string;
}

/** The cookie as the annotations describe it. */
export interface IngressNginxCookie {
  readonly name: string;
  /** Max-Age in seconds as it is sent, also 0, negative or with a fraction; absent: no Max-Age. */
  readonly maxAge?: number;
  /** Seconds from the answer to the time in Expires; absent: no Expires. */
  readonly expires?: number;
  /** Absent: the path of the Ingress as written. */
  readonly path?: string;
  readonly domain?: string;
  /** Absent: Secure on TLS requests only; the annotation `"false"` counts as absent. */
  readonly secure?: true;
  readonly sameSite?: SameSite;
  /** Leave SameSite=None out for user agents that mistake it. */
  readonly conditionalSameSiteNone: boolean;
  /** Absent counts as false. */
  readonly changeOnFailure?: boolean;
}

/** What the annotations of one Ingress ask ingress-nginx for; every default is filled in. */
export interface IngressNginxSettings {
  /** Cookie affinity is on. It beats `hashBy`, which beats `loadBalance`. */
  readonly affinity: boolean;
  readonly mode: 'balanced' | 'persistent';
  readonly canaryBehavior: 'sticky' | 'legacy';
  /** Counts when `affinity` is on. */
  readonly cookie: IngressNginxCookie;
  /** An nginx expression, such as `$binary_remote_addr`. */
  readonly hashBy?: string;
  readonly hashBySubset: boolean;
  readonly hashBySubsetSize: number;
  readonly loadBalance: (typeof LOAD_BALANCE)[number];
  /** The Service's ClusterIP is the only endpoint, so no affinity of the ingress reaches a pod. */
  readonly serviceUpstream: boolean;
  readonly useRegex: boolean;
}

export interface IngressNginxReading {
  readonly settings: IngressNginxSettings;
  readonly problems: readonly AnnotationProblem[];
}

/**
 * Reads the annotations of one Ingress as ingress-nginx v1.15.1 does: validation, defaults and oddities included.
 * The rules are those of its packages `annotations/sessionaffinity`, `annotations/upstreamhashby` and `balancer/sticky.lua`.
 */
export function readIngressNginx(annotations: Readonly<Record<string, string>>): IngressNginxReading {
  const problems: AnnotationProblem[] = [];
  const ann = INGRESS_NGINX_ANNOTATIONS;

  /** The value as ingress-nginx uses it, or undefined when it is absent or fails `accepts`. */
  function value(
    annotation: string,
    accepts: Check,
    expected: string,
    effect: AnnotationProblem['effect'] = 'default',
  ) {
    // A Map of own entries: an annotation named like a member of Object must not be found.
    const raw = Object.hasOwn(annotations, annotation) ? annotations[annotation] : undefined;
    if (raw === undefined || raw === '') return undefined;
    if (accepts(raw)) return normalize(raw) || undefined;
    report(annotation, raw, effect, expected);
    return undefined;
  }

  function report(annotation: string, raw: string, effect: AnnotationProblem['effect'], expected: string) {
    const consequence = effect === 'rejected' ? 'rejects the Ingress over' : 'drops';
    const message = `ingress-nginx ${consequence} ${annotation} ${quote(raw)}: use ${expected}.`;
    problems.push({ annotation, value: raw, effect, message });
  }

  function boolean(annotation: string, effect: AnnotationProblem['effect'] = 'default') {
    const text = value(annotation, (raw) => GO_TRUE.has(raw) || GO_FALSE.has(raw), '"true" or "false"', effect);
    return text === undefined ? undefined : GO_TRUE.has(text);
  }

  function seconds(annotation: string, accepts: Check) {
    const text = value(annotation, accepts, 'whole seconds, such as "60"');
    if (text === undefined) return undefined;
    const count = LUA_NUMBER.test(text) ? Number(text) : Number.NaN;
    if (Number.isFinite(count)) return count;
    report(annotation, text, 'default', 'whole seconds, such as "60"');
    return undefined;
  }

  const affinity = value(ann.affinity, (raw) => raw.trim() === 'cookie', '"cookie"') !== undefined;
  const mode = value(ann.affinityMode, oneOf('balanced', 'persistent'), '"balanced" or "persistent"');
  const canary = value(ann.affinityCanaryBehavior, oneOf('sticky', 'legacy'), '"sticky" or "legacy"');
  const name = value(ann.cookieName, spaceless(BASIC_CHARACTERS), 'letters, digits and . _ ~ -');
  const maxAge = seconds(ann.cookieMaxAge, (raw) => SECONDS.test(raw));
  const expires = seconds(ann.cookieExpires, spaceless(SECONDS));
  const path = value(ann.cookiePath, spaceless(URL_CHARACTERS), 'a path of letters, digits and / . _ ~ - : , ? & =');
  const domain = value(ann.cookieDomain, spaceless(BASIC_CHARACTERS), 'a domain such as "example.com"');
  const secure = boolean(ann.cookieSecure);
  const sameSiteText = value(
    ann.cookieSameSite,
    (raw) => isSameSite(capitalize(raw.trim())),
    '"None", "Lax" or "Strict"',
  );
  const sameSite = isSameSite(sameSiteText) ? sameSiteText : undefined;
  if (sameSiteText !== undefined && sameSite === undefined) {
    report(ann.cookieSameSite, sameSiteText, 'default', `"${capitalize(sameSiteText)}", which is case-sensitive`);
  }
  const conditional = boolean(ann.cookieConditionalSameSiteNone);
  const changeOnFailure = boolean(ann.cookieChangeOnFailure);
  const hashBy = value(
    ann.hashBy,
    (raw) => NGINX_VARIABLE.test(raw),
    'nginx variables, such as "$remote_addr"',
    'rejected',
  );
  const subset = boolean(ann.hashBySubset, 'rejected');
  const subsetSize = value(ann.hashBySubsetSize, (raw) => GO_INTEGER.test(raw), 'a whole number', 'rejected');
  const loadBalanceText = value(
    ann.loadBalance,
    oneOf(...LOAD_BALANCE),
    `one of ${LOAD_BALANCE.join(', ')}`,
    'rejected',
  );
  const loadBalance = LOAD_BALANCE.find((algorithm) => algorithm === loadBalanceText);
  const serviceUpstream = boolean(ann.serviceUpstream);
  const useRegex = boolean(ann.useRegex);

  for (const [annotation, what] of UNKNOWN) {
    const raw = annotations[annotation];
    if (raw === undefined) continue;
    problems.push({ annotation, value: raw, effect: 'ignored', message: `${annotation} ${what}.` });
  }

  const settings: IngressNginxSettings = {
    affinity,
    mode: mode === 'persistent' ? 'persistent' : 'balanced',
    canaryBehavior: canary === 'legacy' ? 'legacy' : 'sticky',
    cookie: {
      name: name ?? 'INGRESSCOOKIE',
      ...(maxAge !== undefined && { maxAge }),
      ...(expires !== undefined && { expires }),
      ...(path !== undefined && { path }),
      ...(domain !== undefined && { domain }),
      ...(secure === true && { secure }),
      ...(sameSite !== undefined && { sameSite }),
      conditionalSameSiteNone: conditional ?? false,
      ...(changeOnFailure !== undefined && { changeOnFailure }),
    },
    ...(hashBy !== undefined && { hashBy }),
    hashBySubset: subset ?? false,
    hashBySubsetSize: Number(subsetSize ?? 0) || 3,
    loadBalance: loadBalance ?? 'round_robin',
    serviceUpstream: serviceUpstream ?? false,
    useRegex: useRegex ?? false,
  };
  return { settings, problems };
}

type Check = (raw: string) => boolean;

const BASIC_CHARACTERS = /^[/\-._~a-zA-Z0-9:]*$/;
const URL_CHARACTERS = /^[/\-._~a-zA-Z0-9:,?&=]*$/;
const NGINX_VARIABLE = /^[A-Za-z0-9\-_${}]*$/;
/** Anchored on one side only, in the original too: `abc5` and `1.5` pass. */
const SECONDS = /(^0|-?[1-9]\d*$)/;
/** What Lua's tonumber makes a number of, less its hexadecimal form. */
const LUA_NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const GO_INTEGER = /^[+-]?\d{1,18}$/;
/** Go's strconv.ParseBool. */
const GO_TRUE = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);
const GO_FALSE = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False']);

/** Spaces are taken out for the check alone: the value is used with them. */
function spaceless(pattern: RegExp): Check {
  return (raw) => pattern.test(raw.replaceAll(' ', ''));
}

function oneOf(...options: readonly string[]): Check {
  return (raw) => options.includes(raw.trim());
}

/** ingress-nginx trims each line of a value after its check. */
function normalize(raw: string): string {
  return raw
    .split('\n')
    .map((line) => line.trim())
    .join('\n');
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();
}

function isSameSite(text: string | undefined): text is SameSite {
  return text === 'None' || text === 'Lax' || text === 'Strict';
}
