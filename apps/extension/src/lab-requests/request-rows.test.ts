import type { AccessEntry } from '@sticky/lab';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RequestRow } from './protocol.ts';
import { RequestRows } from './request-rows.ts';

function entry(changes: Partial<AccessEntry> = {}): AccessEntry {
  return {
    time: new Date(2026, 0, 2, 3, 4, 5, 6).toISOString(),
    via: 'ingress',
    route: 'default/sticky-i',
    method: 'GET',
    host: 'sticky.info',
    path: '/cart',
    status: 200,
    session: { name: 'key', id: '1f2e3d4c', isNew: false },
    tries: [{ pod: 'sticky-d-5d4f8-rdn6q', reason: 'cookie' }],
    milliseconds: 1.25,
    ...changes,
  };
}

const answeredBy = (pod: string, id = '1f2e3d4c') =>
  entry({ session: { name: 'key', id, isNew: false }, tries: [{ pod, reason: 'cookie' }] });

describe('a row', () => {
  test('says in short what the entry says', () => {
    expect(new RequestRows().row(entry())).toEqual({
      type: 'request',
      time: '03:04:05.006',
      request: 'GET sticky.info/cart',
      route: 'sticky-i',
      session: 'key#1f2e3d4c',
      sessionMark: undefined,
      tries: [{ pod: 'sticky-d-5d4f8-rdn6q', name: 'rdn6q', letter: 'A', color: 0, why: 'cookie', isFailed: false }],
      tryMark: undefined,
      status: '200',
      isFailed: false,
      milliseconds: '1.3',
    } satisfies RequestRow);
  });

  test('of a connection has no session and no status', () => {
    const { session: _, status: __, ...connection } = entry({ via: 'service', tries: [] });
    expect(new RequestRows().row(connection)).toMatchObject({
      request: 'connection',
      session: '',
      status: '',
      tries: [],
    });
  });

  test('of a request that was refused by its head says so', () => {
    const { time } = entry();
    const refused: AccessEntry = { time, via: 'ingress', route: '', status: 400, tries: [], milliseconds: 0 };
    expect(new RequestRows().row(refused)).toMatchObject({ request: 'refused request', status: '400', tries: [] });
  });

  test('shows what could not be seen, or would turn the text around', () => {
    const row = new RequestRows().row(entry({ path: '/\u001b[2J\u{202e}gpj.exe\u0000' }));
    expect(row.request).toBe('GET sticky.info/\\u{1b}[2J\\u{202e}gpj.exe\\u{0}');
  });

  test('has nothing unseen, whatever the entry is made of', () => {
    const any = fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) });
    fc.assert(
      fc.property(any, any, any, (path, name, pod) => {
        const tries = [{ pod, reason: 'retry' as const, failure: name }];
        const row = new RequestRows().row(entry({ path, route: pod, session: { name, id: name, isNew: true }, tries }));
        const shown = [row.request, row.route, row.session, ...Object.values(row.tries[0] ?? {})].join(' ');
        expect(shown).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});

describe('pods and sessions over several rows', () => {
  test('a pod keeps its letter and colour; colours come again, letters do not', () => {
    const rows = new RequestRows();
    const letterOf = (pod: string) => rows.row(answeredBy(pod)).tries[0];

    const met = Array.from({ length: 30 }, (_, number) => letterOf(`web-${number}`));

    expect(new Set(met.map((one) => one?.letter)).size).toBe(30);
    expect(met.slice(24, 28).map((one) => one?.letter)).toEqual(['Y', 'Z', 'AA', 'AB']);
    expect(met[6]?.color).toBe(0);
    expect(letterOf('web-3')).toMatchObject({ letter: 'D', color: 3 });
  });

  test('a session that meets another pod has moved, once', () => {
    const rows = new RequestRows();
    const marks = ['a', 'a', 'b', 'b', 'a'].map((pod) => rows.row(answeredBy(pod)).sessionMark?.kind);
    expect(marks).toEqual([undefined, undefined, 'moved', undefined, 'moved']);
    expect(rows.row(answeredBy('b', 'another!')).sessionMark).toBeUndefined();
  });

  test('a new session is marked, a retry and a fault too', () => {
    const rows = new RequestRows();
    const isNew = rows.row(entry({ session: { name: 'key', id: '1f2e3d4c', isNew: true } }));
    expect(isNew.sessionMark).toEqual({ kind: 'new', text: 'new' });

    const retried = (failure: string) =>
      rows.row(
        entry({
          tries: [
            { pod: 'a', reason: 'cookie', failure },
            { pod: 'b', reason: 'retry' },
          ],
        }),
      );
    expect(retried('refused')).toMatchObject({
      tryMark: { kind: 'retry' },
      tries: [
        { letter: 'B', why: 'refused', isFailed: true },
        { letter: 'C', why: 'retry', isFailed: false },
      ],
    });
    expect(retried('fault: partition').tryMark).toMatchObject({ kind: 'fault' });
  });

  test('a request that nobody answered moves no session', () => {
    const rows = new RequestRows();
    rows.row(answeredBy('a'));
    const failed = rows.row(entry({ status: 502, tries: [{ pod: 'b', reason: 'retry', failure: 'refused' }] }));
    expect(failed).toMatchObject({ sessionMark: undefined, isFailed: true });
    expect(rows.row(answeredBy('a')).sessionMark).toBeUndefined();
  });
});
