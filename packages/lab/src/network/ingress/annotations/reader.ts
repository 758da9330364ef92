import { type AnnotationProblem, type AnnotationValues, annotationValues } from '@sticky/manifests';

const PREFIX = 'nginx.ingress.kubernetes.io/';

// Characters that annotations/parser/validators.go lets through.
export const URL_CHARACTERS = /^[-._~a-zA-Z0-9/:,?&=]*$/;
export const PATH_WITH_CAPTURES = /^\/?[-._~a-zA-Z0-9/:$]*$/;
export const SERVER_NAME = /^[-._~a-zA-Z0-9/:^$[\](){}*+?|&=\\]*$/;
export const SIZE = /^\d+[bkmg]?$/i;

/** Spaces are not taken out before a check. */
export const WITH_SPACES = { spaces: 'kept' } as const;

/** Reads the annotations of one Ingress, each topic a file of this folder. */
export interface AnnotationReader {
  /** The values after ingress-nginx's own checks. Names are given with their prefix: see {@link named}. */
  readonly values: AnnotationValues;
  /** The Ingress cannot be served with this value: nginx could not load it, or the lab cannot do it. */
  refuse(name: string, why: string): void;
  readonly problems: readonly AnnotationProblem[];
}

/** `rewrite-target` is `nginx.ingress.kubernetes.io/rewrite-target`. */
export function named(name: string): string {
  return `${PREFIX}${name}`;
}

export function annotationReader(annotations: Readonly<Record<string, string>>): AnnotationReader {
  const values = annotationValues(annotations);
  const refused: AnnotationProblem[] = [];
  return {
    values,
    refuse(name, why) {
      const annotation = named(name);
      refused.push({
        annotation,
        value: annotations[annotation] ?? '',
        effect: 'rejected',
        message: `${annotation} ${why}.`,
      });
    },
    get problems() {
      return [...values.problems, ...refused];
    },
  };
}
