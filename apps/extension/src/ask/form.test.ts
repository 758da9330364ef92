import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Question, type Reply, type Step, walk } from './form.ts';

type Key = 'by' | 'cookie' | 'timeout';
const questions: readonly Question<Key>[] = [
  { key: 'by', prompt: 'By what?', initial: 'cookie' },
  { key: 'cookie', prompt: 'Cookie?', initial: 'key', when: ({ by }) => by === 'cookie' },
  {
    key: 'timeout',
    prompt: 'Timeout?',
    initial: ({ by }) => (by === 'address' ? '10800' : '0'),
    when: ({ by }) => by === 'address',
  },
];

/** A user who gives these replies, `Enter` for what is offered, and what that user was shown. */
function user(...replies: readonly (Reply | 'Enter')[]) {
  const seen: Step<Key>[] = [];
  const show = async (step: Step<Key>): Promise<Reply> => {
    const reply = seen.length < replies.length ? replies[seen.length] : 'Enter';
    seen.push(step);
    return reply === 'Enter' ? { answer: step.initial } : reply;
  };
  return { show, seen };
}

describe('a form', () => {
  test('Enter through all of it gives the defaults', async () => {
    const { show, seen } = user();
    expect(await walk(questions, show)).toEqual({ by: 'cookie', cookie: 'key', timeout: '0' });
    expect(seen.map(({ question, number, of }) => [question.key, number, of])).toEqual([
      ['by', 1, 2],
      ['cookie', 2, 2],
    ]);
  });

  test('an answer decides which questions follow', async () => {
    const { show, seen } = user({ answer: 'address' });
    expect(await walk(questions, show)).toEqual({ by: 'address', cookie: 'key', timeout: '10800' });
    expect(seen.map(({ question }) => question.key)).toEqual(['by', 'timeout']);
  });

  test('back shows the earlier question with its answer, and what follows is decided anew', async () => {
    const { show, seen } = user({ answer: 'address' }, 'back', { answer: 'cookie' });
    expect(await walk(questions, show)).toEqual({ by: 'cookie', cookie: 'key', timeout: '0' });
    expect(seen.map(({ question, initial }) => [question.key, initial])).toEqual([
      ['by', 'cookie'],
      ['timeout', '10800'],
      ['by', 'address'],
      ['cookie', 'key'],
    ]);
  });

  test('Esc at any step ends it without an answer', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom<Reply | 'Enter'>('Enter', 'back')), async (before) => {
        const { show } = user(...before, undefined);
        const answers = await walk(questions, show);
        // Those who pressed Enter through all of it before are done already.
        expect(answers === undefined || answers.by === 'cookie').toBe(true);
      }),
    );
    expect(await walk(questions, user(undefined).show)).toBeUndefined();
    expect(await walk(questions, user('Enter', undefined).show)).toBeUndefined();
  });
});
