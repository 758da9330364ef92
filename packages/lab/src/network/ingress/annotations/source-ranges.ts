import { BlockList, isIP } from 'node:net';
import { type AnnotationReader, named } from './reader.ts';

/** Which clients may ask. */
export interface SourceRanges {
  /** Only these, when there are any. */
  readonly allowed?: BlockList;
  readonly denied?: BlockList;
  /** A list that cannot be read lets nobody through: nginx answers 503. The name of its annotation. */
  readonly unreadable?: string;
}

/** annotations/ipallowlist and annotations/ipdenylist. */
export function readSourceRanges({ values }: AnnotationReader): SourceRanges {
  const expected = 'addresses and networks, such as "10.0.0.0/8,192.0.2.1"';
  const lists = { test: (text: string) => listOf(text) !== undefined };
  const allowed = readList(['allowlist-source-range', 'whitelist-source-range']);
  const denied = readList(['denylist-source-range']);
  const unreadable = allowed.unreadable ?? denied.unreadable;
  return {
    ...(allowed.list !== undefined && { allowed: allowed.list }),
    ...(denied.list !== undefined && { denied: denied.list }),
    ...(unreadable !== undefined && { unreadable }),
  };

  function readList(names: readonly string[]): { list?: BlockList; unreadable?: string } {
    for (const name of names) {
      const before = values.problems.length;
      const text = values.text(named(name), lists, expected, 'dropped', { spaces: 'kept' });
      if (values.problems.length > before) return { unreadable: named(name) };
      const list = text === undefined ? undefined : listOf(text);
      if (list !== undefined) return { list };
    }
    return {};
  }
}

function listOf(text: string): BlockList | undefined {
  const list = new BlockList();
  for (const item of text.split(',')) {
    const [address = '', bits, ...rest] = item.trim().split('/');
    const family = isIP(address);
    if (family === 0 || rest.length > 0) return undefined;
    const type = family === 4 ? 'ipv4' : 'ipv6';
    if (bits === undefined) list.addAddress(address, type);
    else if (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
      list.addSubnet(address, Number(bits), type);
    else return undefined;
  }
  return list;
}

/** nginx asks the denied first. */
export function mayAsk({ allowed, denied }: SourceRanges, address: string): boolean {
  if (allowed === undefined && denied === undefined) return true;
  // A client of IPv4 may show up in its IPv6 form; a zone is no part of the address.
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  const type = isIP(plain) === 6 ? 'ipv6' : 'ipv4';
  if (denied?.check(plain, type)) return false;
  return allowed === undefined || allowed.check(plain, type);
}
