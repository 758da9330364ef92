import type { Field } from '@sticky/manifests';

export interface Choice {
  /** What the answer is. */
  readonly value: string;
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
}

export type Answers<K extends string> = Readonly<Record<K, string>>;

/** One step of a form. Enter takes its default, so that a form can be walked through without typing. */
export interface Question<K extends string = string> {
  readonly key: K;
  readonly prompt: string;
  /** What Enter answers; also the answer of a question that is not asked. */
  readonly initial: string | ((answers: Partial<Answers<K>>) => string);
  /** Left out when this says no. */
  readonly when?: (answers: Partial<Answers<K>>) => boolean;
  /** What may be typed, by the rule of a field; `optional` also takes nothing at all. */
  readonly field?: Field;
  readonly optional?: boolean;
  /** What can be chosen, instead of typing. */
  readonly choices?: readonly Choice[];
}

/** What was done with one question: an answer, a step back, or (undefined) Esc. */
export type Reply = { readonly answer: string } | 'back' | undefined;

export interface Step<K extends string> {
  readonly question: Question<K>;
  /** The default, or what was answered before the user came back. */
  readonly initial: string;
  /** From 1. */
  readonly number: number;
  readonly of: number;
}

/**
 * Walks through the questions, forth and back. Undefined when the user cancelled: then nothing is to be done.
 *
 * `show` presents one step; the walk itself knows no editor.
 */
export async function walk<K extends string>(
  questions: readonly Question<K>[],
  show: (step: Step<K>) => Promise<Reply>,
): Promise<Answers<K> | undefined> {
  const answers: Partial<Record<K, string>> = {};
  const asked: number[] = [];
  let index = 0;
  while (index < questions.length) {
    const question = questions[index];
    if (question === undefined) break;
    if (question.when?.(answers) === false) {
      answers[question.key] = defaultOf(question, answers);
      index += 1;
      continue;
    }
    const initial = asked.includes(index) ? (answers[question.key] ?? '') : defaultOf(question, answers);
    const before = asked.filter((earlier) => earlier < index);
    // How many are left, if this one is answered as offered.
    const offered = { ...answers, [question.key]: initial };
    const left = questions.slice(index + 1).filter((later) => later.when?.(offered) !== false).length;
    const reply = await show({ question, initial, number: before.length + 1, of: before.length + 1 + left });
    if (reply === undefined) return undefined;
    if (reply === 'back') {
      const previous = before.at(-1);
      if (previous !== undefined) index = previous;
      continue;
    }
    answers[question.key] = reply.answer;
    asked.splice(0, asked.length, ...before, index);
    index += 1;
  }
  return complete(questions, answers);
}

function defaultOf<K extends string>(question: Question<K>, answers: Partial<Answers<K>>): string {
  return typeof question.initial === 'string' ? question.initial : question.initial(answers);
}

function complete<K extends string>(questions: readonly Question<K>[], answers: Partial<Answers<K>>): Answers<K> {
  return Object.fromEntries(questions.map(({ key }) => [key, answers[key] ?? ''])) as Answers<K>;
}
