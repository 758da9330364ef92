import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AddressPool } from './address-pool.ts';

test('addresses are given in turn, and one that is given back comes last', () => {
  const pool = new AddressPool('127.77.0.', 2, 4);

  expect(pool.take()).toBe('127.77.0.2');
  pool.release('127.77.0.2');
  expect([pool.take(), pool.take(), pool.take(), pool.take()]).toEqual([
    '127.77.0.3',
    '127.77.0.4',
    '127.77.0.2',
    undefined,
  ]);
});

test('a certain address can be claimed once, and only from within', () => {
  const pool = new AddressPool('127.77.1.', 1, 9);

  expect([
    pool.claim('127.77.1.1'),
    pool.claim('127.77.1.1'),
    pool.claim('127.77.1.10'),
    pool.claim('10.0.0.1'),
  ]).toEqual([true, false, false, false]);
  expect(pool.take()).toBe('127.77.1.2');
});

test('no address is held twice, whatever is taken and given back', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 60 }), (steps) => {
      const pool = new AddressPool('10.0.0.', 1, 8);
      const held: string[] = [];
      for (const isTake of steps) {
        const address = isTake ? pool.take() : undefined;
        if (address !== undefined) {
          expect(held).not.toContain(address);
          held.push(address);
        } else if (!isTake) {
          const given = held.shift();
          if (given !== undefined) pool.release(given);
        }
      }
      expect(held.length).toBeLessThanOrEqual(8);
    }),
  );
});
