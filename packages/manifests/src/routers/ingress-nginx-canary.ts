import { type AnnotationProblem, type AnnotationValues, BASIC_CHARACTERS } from './ingress-nginx-values.ts';

const PREFIX = 'nginx.ingress.kubernetes.io/';

/** The annotations by which an Ingress takes a part of another one's requests. */
export const INGRESS_NGINX_CANARY_ANNOTATIONS = {
  canary: `${PREFIX}canary`,
  byHeader: `${PREFIX}canary-by-header`,
  byHeaderValue: `${PREFIX}canary-by-header-value`,
  byHeaderPattern: `${PREFIX}canary-by-header-pattern`,
  byCookie: `${PREFIX}canary-by-cookie`,
  weight: `${PREFIX}canary-weight`,
  weightTotal: `${PREFIX}canary-weight-total`,
} as const;

/** Which requests a canary takes, asked in this order: by header, by cookie, by lot. */
export interface IngressNginxCanary {
  /** Of this header, `always` and `never` decide, where neither a value nor a pattern is given. */
  readonly header?: string;
  readonly headerValue?: string;
  /** A regular expression of PCRE, as written; not looked at beside `headerValue`. */
  readonly headerPattern?: string;
  /** Of this cookie, `always` and `never` decide. */
  readonly cookie?: string;
  /** Requests of `weightTotal`. */
  readonly weight: number;
  /** A value below 100 counts as 100. */
  readonly weightTotal: number;
}

/** annotations/parser/validators.go, IsValidRegex: no spaces, no quotes. */
const PATTERN_CHARACTERS = /^[/\-._~a-zA-Z0-9:^$[\](){}*+?|&=\\]*$/;

/** Reads the annotations as annotations/canary does. Undefined for an Ingress that is no canary. */
export function readCanary(values: AnnotationValues): IngressNginxCanary | undefined {
  const ann = INGRESS_NGINX_CANARY_ANNOTATIONS;
  const isCanary = values.boolean(ann.canary) === true;
  const header = values.text(ann.byHeader, BASIC_CHARACTERS, 'a header, such as "X-Canary"');
  const headerValue = values.text(ann.byHeaderValue, BASIC_CHARACTERS, 'letters, digits and / . _ ~ - :');
  const headerPattern = values.text(
    ann.byHeaderPattern,
    PATTERN_CHARACTERS,
    'a regular expression without spaces',
    'dropped',
    { spaces: 'kept' },
  );
  const cookie = values.text(ann.byCookie, BASIC_CHARACTERS, 'the name of a cookie, such as "canary"');
  const weight = values.integer(ann.weight, 'dropped') ?? 0;
  const weightTotal = values.integer(ann.weightTotal, 'dropped') ?? 100;
  if (!isCanary) return undefined;
  return {
    ...(header !== undefined && { header }),
    ...(headerValue !== undefined && { headerValue }),
    ...(headerPattern !== undefined && { headerPattern }),
    ...(cookie !== undefined && { cookie }),
    weight,
    weightTotal,
  };
}

/** Rules for a canary on an Ingress that is none: ingress-nginx does not look at them. */
export function idleCanaryRules(
  annotations: Readonly<Record<string, string>>,
  canary: IngressNginxCanary | undefined,
): AnnotationProblem[] {
  if (canary !== undefined) return [];
  const { canary: ask, ...rules } = INGRESS_NGINX_CANARY_ANNOTATIONS;
  return Object.values(rules)
    .filter((annotation) => Object.hasOwn(annotations, annotation) && annotations[annotation] !== '')
    .map((annotation) => ({
      annotation,
      value: annotations[annotation] ?? '',
      effect: 'ignored',
      message: `${annotation} does nothing without ${ask}: set that to "true".`,
    }));
}
