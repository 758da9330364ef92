import { quote } from '../rules/quote.ts';

/** An annotation whose value ingress-nginx does not take as it stands. */
export interface AnnotationProblem {
  readonly annotation: string;
  readonly value: string;
  /**
   * - `dropped`: it goes on as if the annotation were absent.
   * - `ignored`: it does not know the annotation.
   * - `rejected`: it refuses the whole Ingress and keeps the version before in force.
   */
  readonly effect: 'dropped' | 'ignored' | 'rejected';
  /** What is wrong and what to do, in one sentence. */
  readonly message: string;
}

type Effect = AnnotationProblem['effect'];

/** The values of annotations after ingress-nginx's checks; each is undefined where it goes on as if there were none. */
export interface AnnotationValues {
  /**
   * A text whose characters fit `pattern`; `expected` says for people what does. Most checks remove spaces first.
   */
  text(
    annotation: string,
    pattern: Pick<RegExp, 'test'>,
    expected: string,
    effect?: AnnotationProblem['effect'],
    check?: { readonly spaces: 'removed' | 'kept' },
  ): string | undefined;
  option<T extends string>(
    annotation: string,
    options: readonly T[],
    effect?: AnnotationProblem['effect'],
  ): T | undefined;
  boolean(annotation: string, effect?: AnnotationProblem['effect']): boolean | undefined;
  integer(annotation: string, effect?: AnnotationProblem['effect']): number | undefined;
  /** Seconds as ingress-nginx lets them through, also 0, negative or with a fraction. */
  seconds(annotation: string, check: { readonly spaces: 'removed' | 'kept' }): number | undefined;
  /** What was found wrong so far. */
  readonly problems: readonly AnnotationProblem[];
}

/** The pattern of annotations/parser/validators.go for most texts. */
export const BASIC_CHARACTERS = /^[/\-._~a-zA-Z0-9:]*$/;

/** What no text may have, also where its pattern would let it through. */
const LINE_BREAK = /[\r\n]/;
/** Anchored on one side only, in the original too: `abc5` and `1.5` pass. */
const SECONDS = /(^0|-?[1-9]\d*$)/;
/** What Lua's tonumber takes, less its hexadecimal form. */
const LUA_NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
/** Characters; one with more digits is beyond all numbers, and would take these patterns minutes. */
const LONGEST_NUMBER = 400;
const EXPECTED_SECONDS = 'whole seconds, such as "60"';
const GO_INTEGER = /^[+-]?\d{1,18}$/;
/** Go's strconv.ParseBool. */
const GO_TRUE = ['1', 't', 'T', 'true', 'TRUE', 'True'];
const GO_FALSE = ['0', 'f', 'F', 'false', 'FALSE', 'False'];

/** Reads values as the packages `annotations/parser` and `balancer/sticky.lua` of ingress-nginx do. */
export function annotationValues(annotations: Readonly<Record<string, string>>): AnnotationValues {
  const problems: AnnotationProblem[] = [];

  /** Empty counts as absent. */
  function present(annotation: string): string | undefined {
    return (Object.hasOwn(annotations, annotation) && annotations[annotation]) || undefined;
  }

  function refuse(annotation: string, expected: string, effect: Effect = 'dropped'): undefined {
    const value = present(annotation) ?? '';
    const does = effect === 'rejected' ? 'rejects the Ingress over' : 'drops';
    const message = `ingress-nginx ${does} ${annotation} ${quote(value)}: use ${expected}.`;
    problems.push({ annotation, value, effect, message });
  }

  return {
    problems,
    text(annotation, pattern, expected, effect, check = { spaces: 'removed' }) {
      const raw = present(annotation);
      if (raw === undefined) return undefined;
      // Spaces are taken out for the check alone: the value is used with them.
      const passes = pattern.test(check.spaces === 'removed' ? raw.replaceAll(' ', '') : raw) && !LINE_BREAK.test(raw);
      return passes ? trimLines(raw) || undefined : refuse(annotation, expected, effect);
    },
    option(annotation, options, effect) {
      const raw = present(annotation);
      if (raw === undefined) return undefined;
      const text = trimLines(raw);
      return options.find((option) => option === text) ?? refuse(annotation, oneOf(options), effect);
    },
    boolean(annotation, effect) {
      const raw = present(annotation);
      if (raw === undefined) return undefined;
      if (GO_TRUE.includes(raw)) return true;
      return GO_FALSE.includes(raw) ? false : refuse(annotation, oneOf(['true', 'false']), effect);
    },
    integer(annotation, effect) {
      const raw = present(annotation);
      if (raw === undefined) return undefined;
      return GO_INTEGER.test(raw) ? Number(raw) : refuse(annotation, 'a whole number', effect);
    },
    seconds(annotation, check) {
      const raw = present(annotation);
      if (raw === undefined) return undefined;
      if (raw.length > LONGEST_NUMBER) return refuse(annotation, EXPECTED_SECONDS);
      const text = raw.trim();
      const passes = SECONDS.test(check.spaces === 'removed' ? raw.replaceAll(' ', '') : raw);
      const value = passes && !LINE_BREAK.test(raw) && LUA_NUMBER.test(text) ? Number(text) : Number.NaN;
      return Number.isFinite(value) ? value : refuse(annotation, EXPECTED_SECONDS);
    },
  };
}

/** ingress-nginx trims each line of a value, after its check. */
function trimLines(raw: string): string {
  return raw
    .split('\n')
    .map((line) => line.trim())
    .join('\n');
}

function oneOf(options: readonly string[]): string {
  return options.map((option) => `"${option}"`).join(' or ');
}
