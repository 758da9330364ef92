import { crc32 } from 'node:zlib';

/** Points on the ring for each node, as lua-resty-balancer gives a node of weight 1. */
const POINTS = 160;

interface Point {
  readonly hash: number;
  readonly node: string;
}

/**
 * The ring of ingress-nginx (lua-resty-chash): a key belongs to the first point at or above its CRC-32, or to the first
 * of all. Of a node's points, each is hashed from the node's name and the point before it.
 */
export class ConsistentHash {
  readonly #points: readonly Point[];

  constructor(nodes: readonly string[]) {
    this.#points = nodes.flatMap(pointsOf).sort((a, b) => a.hash - b.hash);
  }

  /** The node of a key of one character a byte. Undefined for a ring without nodes. */
  find(key: string): string | undefined {
    const hash = crc32(Buffer.from(key, 'latin1'));
    let low = 0;
    let high = this.#points.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#points[middle]?.hash ?? 0) < hash) low = middle + 1;
      else high = middle;
    }
    return (this.#points[low] ?? this.#points[0])?.node;
  }
}

function pointsOf(node: string): Point[] {
  const base = crc32(node);
  const previous = Buffer.alloc(4);
  return Array.from({ length: POINTS }, () => {
    const hash = crc32(previous, base);
    previous.writeUInt32LE(hash);
    return { hash, node };
  });
}
