import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConsistentHash } from './consistent-hash.ts';

const KEYS = Array.from({ length: 5_000 }, (_, index) => `${1_700_000_000 + index}.34.${(index * 7919) % 999_999}`);

function nodes(count: number, subnet = 0): string[] {
  return Array.from({ length: count }, (_, index) => `10.244.${subnet}.${index + 2}:8080`);
}

function moved(from: readonly string[], to: readonly string[]): number {
  const before = new ConsistentHash(from);
  const after = new ConsistentHash(to);
  return KEYS.filter((key) => before.find(key) !== after.find(key)).length / KEYS.length;
}

const address = fc.tuple(fc.ipV4(), fc.integer({ min: 1, max: 65_535 })).map(([ip, port]) => `${ip}:${port}`);
const someNodes = fc.uniqueArray(address, { minLength: 1, maxLength: 6 });

describe('the ring', () => {
  test('gives a key to the first point at or above its CRC-32, wrapping', () => {
    const names = nodes(3);
    // Written out once more, straight from the rule.
    const points = names.flatMap((node) => {
      let previous = 0;
      return Array.from({ length: 160 }, () => {
        const bytes = Buffer.alloc(4);
        bytes.writeUInt32LE(previous);
        previous = crc32(Buffer.concat([Buffer.from(node), bytes]));
        return { hash: previous, node };
      });
    });
    points.sort((a, b) => a.hash - b.hash);
    const ring = new ConsistentHash(names);

    for (const key of KEYS.slice(0, 500)) {
      const expected = points.find(({ hash }) => hash >= crc32(key)) ?? points[0];
      expect(ring.find(key)).toBe(expected?.node);
    }
  });

  test('finds a node for every key, as long as there is one', () => {
    fc.assert(
      fc.property(someNodes, fc.string(), (names, key) => {
        expect(names).toContain(new ConsistentHash(names).find(key));
      }),
    );
    expect(new ConsistentHash([]).find('anything')).toBeUndefined();
  });

  test('does not depend on the order of the nodes', () => {
    fc.assert(
      fc.property(someNodes, fc.string(), (names, key) => {
        expect(new ConsistentHash([...names].reverse()).find(key)).toBe(new ConsistentHash(names).find(key));
      }),
    );
  });

  test('moves a key only to the node that came, or away from the node that went', () => {
    fc.assert(
      fc.property(someNodes, address, fc.string(), (names, added, key) => {
        fc.pre(!names.includes(added));
        const before = new ConsistentHash(names).find(key);
        const after = new ConsistentHash([...names, added]).find(key);
        expect([before, added]).toContain(after);
      }),
    );
  });
});

// How many sessions of ingress-nginx's balanced mode move when c pods become n: (n - c) / n of them, over many addresses.
test.each([
  { from: 3, to: 4 },
  { from: 3, to: 5 },
  { from: 5, to: 10 },
])('from $from to $to nodes the share of the keys that move is that of the new nodes', ({ from, to }) => {
  const shares = Array.from({ length: 20 }, (_, subnet) => moved(nodes(from, subnet), nodes(to, subnet)));
  const average = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  expect(Math.abs(average - (to - from) / to)).toBeLessThan(0.015);
});
