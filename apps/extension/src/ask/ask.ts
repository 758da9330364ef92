import * as vscode from 'vscode';
import { loadWork } from '../load-work.ts';
import { type Answers, type Choice, type Question, type Reply, type Step, walk } from './form.ts';

type FieldError = (question: Question, text: string) => string | undefined;

/** Asks the questions one after the other, each with its default, validation and a way back. Undefined: Esc, do nothing. */
export async function ask<K extends string>(
  title: string,
  questions: readonly Question<K>[],
): Promise<Answers<K> | undefined> {
  const { manifests } = await loadWork();
  const errorOf: FieldError = ({ field, optional }, text) =>
    field === undefined || (optional && text === '') ? undefined : manifests.fieldError(field, text);
  return walk(questions, (step) =>
    step.question.choices === undefined ? type(title, step, errorOf) : choose(title, step, step.question.choices),
  );
}

/** One choice out of a list. Undefined: Esc. */
export async function pick(title: string, prompt: string, choices: readonly Choice[]): Promise<string | undefined> {
  const question = { key: 'choice', prompt, initial: choices[0]?.value ?? '', choices } as const;
  const answers = await walk<'choice'>([question], (step) => choose(title, step, choices));
  return answers?.choice;
}

/** The one step that has to come first, to press Enter on. False: Esc. */
export async function offer(title: string, missing: string, step: string): Promise<boolean> {
  return (await pick(title, missing, [{ value: step, label: step }])) !== undefined;
}

function type<K extends string>(title: string, step: Step<K>, errorOf: FieldError): Promise<Reply> {
  const box = vscode.window.createInputBox();
  box.value = step.initial;
  box.prompt = step.question.prompt;
  const check = (text: string) => {
    box.validationMessage = errorOf(step.question, text.trim()) ?? '';
    return box.validationMessage === '';
  };
  box.onDidChangeValue(check);
  return show(box, title, step, () => (check(box.value) ? box.value.trim() : undefined));
}

function choose<K extends string>(title: string, step: Step<K>, choices: readonly Choice[]): Promise<Reply> {
  const list = vscode.window.createQuickPick<vscode.QuickPickItem & { readonly value: string }>();
  list.placeholder = step.question.prompt;
  list.matchOnDescription = true;
  list.items = choices.map((choice) => ({ ...choice }));
  list.activeItems = list.items.filter((item) => item.value === step.initial);
  return show(list, title, step, () => list.activeItems[0]?.value);
}

/** Shows a quick input until it is accepted (with an answer), left backwards, or hidden. */
function show<K extends string>(
  input: vscode.InputBox | vscode.QuickPick<vscode.QuickPickItem & { readonly value: string }>,
  title: string,
  step: Step<K>,
  accepted: () => string | undefined,
): Promise<Reply> {
  input.title = title;
  if (step.of > 1) {
    input.step = step.number;
    input.totalSteps = step.of;
  }
  // Going to look something up in a browser must not throw away what was typed.
  input.ignoreFocusOut = true;
  if (step.number > 1) input.buttons = [vscode.QuickInputButtons.Back];
  return new Promise<Reply>((resolve) => {
    const done = (reply: Reply) => {
      resolve(reply);
      input.dispose();
    };
    input.onDidAccept(() => {
      const answer = accepted();
      if (answer !== undefined) done({ answer });
    });
    input.onDidTriggerButton(() => done('back'));
    input.onDidHide(() => done(undefined));
    input.show();
  });
}
