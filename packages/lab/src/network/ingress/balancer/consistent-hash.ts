import { crc32 } from 'node:zlib';

/** Points on the ring for each node, as lua-resty-balancer gives a node of weight 1. */
const POINTS = 160;

/**
 * The ring of ingress-nginx (lua-resty-chash): a key belongs to the first point at or above its CRC-32, or to the first
 * of all. Of a node's points, each is hashed from the node's name and the point before it.
 */
export class ConsistentHash {
  /** In order, and beside each the node that it is of: as plain numbers, since each request looks for one. */
  readonly #hashes: Uint32Array;
  readonly #nodes: readonly string[];

  constructor(nodes: readonly string[]) {
    const points = nodes.flatMap(pointsOf).sort((a, b) => a.hash - b.hash);
    this.#hashes = Uint32Array.from(points, ({ hash }) => hash);
    this.#nodes = points.map(({ node }) => node);
  }

  /** The node of a key of one character a byte. Undefined for a ring without nodes. */
  find(key: string): string | undefined {
    const hash = crc32(Buffer.from(key, 'latin1'));
    const hashes = this.#hashes;
    let low = 0;
    let high = hashes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((hashes[middle] ?? 0) < hash) low = middle + 1;
      else high = middle;
    }
    return this.#nodes[low] ?? this.#nodes[0];
  }
}

function pointsOf(node: string): { readonly hash: number; readonly node: string }[] {
  const base = crc32(node);
  const previous = Buffer.alloc(4);
  return Array.from({ length: POINTS }, () => {
    const hash = crc32(previous, base);
    previous.writeUInt32LE(hash);
    return { hash, node };
  });
}
