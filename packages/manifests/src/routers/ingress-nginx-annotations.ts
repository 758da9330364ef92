import type { SameSite } from '../affinity.ts';
import { type IngressNginxCanary, idleCanaryRules, readCanary } from './ingress-nginx-canary.ts';
import { type AnnotationProblem, annotationValues, BASIC_CHARACTERS } from './ingress-nginx-values.ts';

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
const UNKNOWN = {
  [`${PREFIX}session-cookie-hash`]: 'was removed in ingress-nginx 0.24',
  [`${PREFIX}session-cookie-value-prefix`]: 'never existed',
};

const LOAD_BALANCE = ['round_robin', 'chash', 'chashsubset', 'sticky_balanced', 'sticky_persistent', 'ewma'] as const;
const SAME_SITE: readonly SameSite[] = ['None', 'Lax', 'Strict'];

// The patterns of ingress-nginx's annotations/parser/validators.go and annotations/upstreamhashby.
const URL_CHARACTERS = /^[/\-._~a-zA-Z0-9:,?&=]*$/;
const NGINX_EXPRESSION = /^[A-Za-z0-9\-_${}]*$/;

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

/** What the annotations of one Ingress ask ingress-nginx for; defaults are filled in. */
export interface IngressNginxSettings {
  /** Cookie affinity is on. It beats `hashBy`, which beats `loadBalance`. */
  readonly affinity: boolean;
  /** Absent: balanced, unless another Ingress of the same Service has one. */
  readonly mode?: 'balanced' | 'persistent';
  readonly canary?: IngressNginxCanary;
  /** Of a canary: whether it keeps clients as its primary does. */
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

/** What ingress-nginx makes of the annotations of one Ingress. */
export interface IngressNginxReading {
  readonly settings: IngressNginxSettings;
  /** The Ingress is refused when one of them is `rejected`: the version before stays in force. */
  readonly problems: readonly AnnotationProblem[];
}

/** Reads the annotations of one Ingress as ingress-nginx v1.15.1 does: checks, defaults and oddities included. */
export function readIngressNginx(annotations: Readonly<Record<string, string>>): IngressNginxReading {
  const ann = INGRESS_NGINX_ANNOTATIONS;
  const values = annotationValues(annotations);
  const hashBy = values.text(ann.hashBy, NGINX_EXPRESSION, 'an nginx variable, such as "$remote_addr"', 'rejected');
  const mode = values.option(ann.affinityMode, ['balanced', 'persistent']);
  const canary = readCanary(values);
  const settings: IngressNginxSettings = {
    affinity: values.option(ann.affinity, ['cookie']) !== undefined,
    ...(mode !== undefined && { mode }),
    ...(canary !== undefined && { canary }),
    canaryBehavior: values.option(ann.affinityCanaryBehavior, ['sticky', 'legacy']) ?? 'sticky',
    cookie: readCookie(values),
    ...(hashBy !== undefined && { hashBy }),
    hashBySubset: values.boolean(ann.hashBySubset, 'rejected') ?? false,
    hashBySubsetSize: values.integer(ann.hashBySubsetSize, 'rejected') || 3,
    loadBalance: values.option(ann.loadBalance, LOAD_BALANCE, 'rejected') ?? 'round_robin',
    serviceUpstream: values.boolean(ann.serviceUpstream) ?? false,
    useRegex: values.boolean(ann.useRegex) ?? false,
  };
  const idle = [...idleCanaryRules(annotations, canary), ...unknownAnnotations(annotations)];
  return { settings, problems: [...values.problems, ...idle] };
}

function readCookie(values: ReturnType<typeof annotationValues>): IngressNginxCookie {
  const ann = INGRESS_NGINX_ANNOTATIONS;
  const maxAge = values.seconds(ann.cookieMaxAge, { spaces: 'kept' });
  const expires = values.seconds(ann.cookieExpires, { spaces: 'removed' });
  const path = values.text(ann.cookiePath, URL_CHARACTERS, 'a path of letters, digits and / . _ ~ - : , ? & =');
  const domain = values.text(ann.cookieDomain, BASIC_CHARACTERS, 'a domain, such as "example.com"');
  const secure = values.boolean(ann.cookieSecure);
  // Any case passes the check, but only these spellings reach the cookie.
  const sameSite = values.option(ann.cookieSameSite, SAME_SITE);
  const changeOnFailure = values.boolean(ann.cookieChangeOnFailure);
  return {
    name: values.text(ann.cookieName, BASIC_CHARACTERS, 'letters, digits and . _ ~ -') ?? 'INGRESSCOOKIE',
    ...(maxAge !== undefined && { maxAge }),
    ...(expires !== undefined && { expires }),
    ...(path !== undefined && { path }),
    ...(domain !== undefined && { domain }),
    ...(secure === true && { secure }),
    ...(sameSite !== undefined && { sameSite }),
    conditionalSameSiteNone: values.boolean(ann.cookieConditionalSameSiteNone) ?? false,
    ...(changeOnFailure !== undefined && { changeOnFailure }),
  };
}

function unknownAnnotations(annotations: Readonly<Record<string, string>>): AnnotationProblem[] {
  return Object.entries(UNKNOWN)
    .filter(([annotation]) => Object.hasOwn(annotations, annotation))
    .map(([annotation, what]) => ({
      annotation,
      value: annotations[annotation] ?? '',
      effect: 'ignored',
      message: `${annotation} ${what}: take it out.`,
    }));
}
