import { describe, expect, test } from 'vitest';
import type { Sighting } from './sightings.ts';
import { valueKind } from './value.ts';

/** Each value as a session of its own was set it, by the backend that is named. */
function kindOf(...set: readonly (readonly [backend: string, value: string, session?: number])[]) {
  const sightings: readonly Sighting[] = set.map(([backend, value, session], index) => ({
    cookie: { name: 'key', value, secure: false, httpOnly: false },
    session: session ?? index,
    backend,
  }));
  return valueKind(sightings);
}

describe('the values of a cookie', () => {
  test('name the backend when all its clients have the same, and no other has it', () => {
    expect(kindOf(['a', 'pod0'], ['b', 'pod1'], ['a', 'pod0'])).toEqual({
      names: 'backend',
      reads: 'name',
      written: 'in plain text',
    });
    expect(kindOf(['a', '6f1ed002ab559585'], ['b', '0cc175b9c0f1b6a8'], ['a', '6f1ed002ab559585'])).toEqual({
      names: 'backend',
      reads: 'opaque',
    });
  });

  test('name the backend in a part, before or behind', () => {
    expect(kindOf(['a', 'pod0~x1'], ['b', 'pod1~x2'], ['a', 'pod0~x3'])).toEqual({
      names: 'backend-and-session',
      reads: 'name',
      written: 'in plain text',
    });
    expect(kindOf(['a', 'x1.pod0'], ['b', 'x2.pod1'], ['a', 'x3.pod0']).names).toBe('backend-and-session');
  });

  test('name the session when no two have the same', () => {
    expect(kindOf(['a', 'x1'], ['b', 'x2'], ['a', 'x3'])).toEqual({ names: 'session', reads: 'opaque' });
  });

  test('name the session also when it is set anew', () => {
    expect(kindOf(['a', 'x1', 0], ['a', 'x2', 0], ['b', 'x3', 1], ['a', 'x4', 2]).names).toBe('session');
  });

  test('name nobody when all are the same', () => {
    expect(kindOf(['a', 'de'], ['b', 'de'], ['a', 'de']).names).toBe('constant');
  });

  test.for<[why: string, kind: string]>([
    ['two clients alone cannot tell', kindOf(['a', 'x1'], ['b', 'x2']).names],
    ['as many clients as backends cannot tell', kindOf(['a', 'x1'], ['b', 'x2'], ['c', 'x3']).names],
    ['one backend alone cannot tell', kindOf(['a', 'x1'], ['a', 'x1'], ['a', 'x1']).names],
    ['some share a value over backends', kindOf(['a', 'x'], ['b', 'x'], ['a', 'y']).names],
  ])('are of an unknown kind: %s', ([, kind]) => {
    expect(kind).toBe('unknown');
  });

  test("tell a pod's address, whomever they name", () => {
    expect(kindOf(['a', '10.0.0.5:80'], ['b', '10.0.0.6:80'])).toEqual({
      names: 'unknown',
      reads: 'address',
      written: 'in plain text',
    });
  });
});
