import { describe, expect, test } from 'vitest';
import type { Lot } from '../betting.ts';
import type { Observation, PlannedRequest } from '../planned.ts';
import { homesOf, moves, readStays } from './stays.ts';

interface Told {
  readonly session: number;
  /** Absent: the request failed. */
  readonly backend?: string;
  readonly sent?: readonly string[];
  readonly connection?: number;
  /** The answer set the cookie `key`. */
  readonly sets?: boolean;
}

/** One answered request of a test in which every client was as likely to be drawn. */
function seen(kind: PlannedRequest['connection'], ...told: readonly Told[]): readonly Observation[] {
  const sessions = [...new Set(told.map(({ session }) => session))];
  const lots: Lot[] = sessions.map((session) => ({ chance: 1 / sessions.length, session, trust: 0 }));
  return told.map(({ session, backend, sent = ['key'], connection = 1, sets = false }, at) => ({
    request: {
      experiment: 'cookie',
      session,
      connection: kind,
      cookies: 'jar',
      draw: { test: 't', lots, drawn: sessions.indexOf(session) },
    },
    sent,
    fields: {},
    cookie: '',
    setCookie: [],
    sample: {
      at,
      experiment: 'cookie',
      session,
      connection,
      cookiesSet: sets ? [{ name: 'key', secure: false, httpOnly: false }] : [],
      took: 1,
      ...(backend === undefined ? { failure: 'ECONNRESET' } : { backend }),
    },
  }));
}

describe('stays and moves', () => {
  test('the first answer proves nothing, each further one from home is a stay', () => {
    const { holders, move } = readStays(
      ['t'],
      seen('new', { session: 1, backend: 'a' }, { session: 1, backend: 'a' }, { session: 1, backend: 'a' }),
    );
    expect(holders).toMatchObject([{ session: 1, home: 'a', requests: 3, stays: 2 }]);
    expect(move).toBeUndefined();
  });

  test('an answer from elsewhere is a move, and says after how many requests', () => {
    const told = [
      { session: 1, backend: 'a' },
      { session: 2, backend: 'b' },
      { session: 1, backend: 'a' },
      { session: 1, backend: 'b' },
    ];
    expect(readStays(['t'], seen('new', ...told)).move).toEqual({ session: 1, from: 'a', to: 'b', request: 3 });
  });

  test('the first move is the one that is told', () => {
    const told = [
      { session: 1, backend: 'a' },
      { session: 1, backend: 'b' },
      { session: 1, backend: 'a' },
    ];
    expect(readStays(['t'], seen('new', ...told)).move?.request).toBe(2);
  });

  test.for<[why: string, kind: PlannedRequest['connection'], between: Told, after: Told]>([
    ['a request failed in between', 'new', { session: 1 }, { session: 1, backend: 'b', sent: ['key'] }],
    ['the cookie has ended', 'new', { session: 1, backend: 'a' }, { session: 1, backend: 'b', sent: [] }],
    [
      'there was none to begin with',
      'new',
      { session: 1, backend: 'a', sent: [] },
      { session: 1, backend: 'b', sent: [] },
    ],
    [
      'the kept connection was closed',
      'kept',
      { session: 1, backend: 'a', sent: ['key'] },
      { session: 1, backend: 'b', sent: ['key'], connection: 2 },
    ],
  ])('it is no wonder when %s', ([, kind, between, after]) => {
    const stays = readStays(['t'], seen(kind, { session: 1, backend: 'a', sent: ['key'] }, between, after));
    expect(stays.move).toBeUndefined();
    expect(stays.holders).toMatchObject([{ home: 'b' }]);
  });

  test('a new connection each time is what a jar has to stand', () => {
    const told = [1, 2].map((connection) => ({ session: 1, backend: ['a', 'b'][connection - 1] ?? '', connection }));
    expect(readStays(['t'], seen('new', ...told)).move).toBeDefined();
    expect(readStays(['t'], seen('kept', ...told)).redialled).toBe(1);
  });

  test('another backend together with the first cookie is no move, but is counted', () => {
    const told = [
      { session: 1, backend: 'a', sent: [] },
      { session: 1, backend: 'b' },
      { session: 1, backend: 'b' },
    ];
    const stays = readStays(['t'], seen('new', ...told));
    expect(stays.move).toBeUndefined();
    expect(stays).toMatchObject({ rebound: 1, holders: [{ home: 'b', stays: 1 }] });
  });

  test('a cookie that another backend has just set anew may lead to a third, and no further', () => {
    const replaced = ['a', 'a', 'b', 'c', 'c'].map((backend) => ({ session: 1, backend, sets: backend === 'b' }));
    expect(readStays(['t'], seen('new', ...replaced))).toMatchObject({
      moves: 1,
      rebound: 1,
      holders: [{ home: 'c' }],
    });
    const loose = ['a', 'a', 'b', 'c', 'a', 'b'].map((backend) => ({ session: 1, backend, sets: true }));
    expect(readStays(['t'], seen('new', ...loose)).moves).toBe(2);
  });

  test('a cookie that is set anew with each answer excuses no move', () => {
    const told = ['a', 'a', 'b'].map((backend, index) => ({ session: 1, backend, sent: index === 0 ? [] : ['key'] }));
    expect(readStays(['t'], seen('new', ...told)).move).toMatchObject({ request: 3 });
  });

  test('what belongs to another test is left alone', () => {
    expect(
      readStays(['other'], seen('new', { session: 1, backend: 'a' }, { session: 1, backend: 'b' })).holders,
    ).toEqual([]);
  });

  test('a home counts once a client has stayed there', () => {
    const told = [
      { session: 1, backend: 'a' },
      { session: 1, backend: 'a' },
      { session: 2, backend: 'b' },
    ];
    expect(homesOf(readStays(['t'], seen('new', ...told)))).toEqual(['a']);
  });

  test('a backend that was away explains that clients moved once, not that they did so twice', () => {
    const told = ['a', 'a', 'b', 'a', 'b'].map((backend) => ({ session: 1, backend }));
    const after = (requests: number) => readStays(['t'], seen('new', ...told.slice(0, requests)));
    expect(after(3)).toMatchObject({ moves: 1, back: 0, away: new Set(['a']) });
    expect(moves(after(4))).toBe(false);
    expect(moves(after(5))).toBe(true);
  });

  test('clients that all move while one backend is away make one time', () => {
    const told = [
      ...[1, 2, 3].map((session) => ({ session, backend: 'a' })),
      ...[1, 2, 3].map((session) => ({ session, backend: 'b' })),
      { session: 4, backend: 'a' },
    ];
    expect(readStays(['t'], seen('new', ...told))).toMatchObject({ moves: 3, back: 1 });
  });

  test('a client of another experiment is gone on with', () => {
    const [opened] = seen('new', { session: 1, backend: 'a', sent: [] });
    const fresh = opened && { ...opened, request: { ...opened.request, experiment: 'fresh' as const } };
    const stays = readStays(['t'], [...(fresh ? [fresh] : []), ...seen('new', { session: 1, backend: 'a' })]);
    expect(stays.begun).toMatchObject([{ session: 1, home: 'a' }]);
    expect(stays.holders).toMatchObject([{ session: 1, home: 'a', requests: 2, stays: 1 }]);
  });
});
