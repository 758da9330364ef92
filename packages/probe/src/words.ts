/** `spread 7 : 7` */
export function spread(backends: Readonly<Record<string, number>>): string {
  return `spread ${Object.values(backends).join(' : ')}`;
}

/** `1 request`, `2 requests` */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** `"a"`, `"a" and "b"`, `"a", "b" and "c"` */
export function quoted(names: readonly string[], join = 'and'): string {
  const all = names.map((name) => `"${name}"`);
  const last = all.pop() ?? '';
  return all.length === 0 ? last : `${all.join(', ')} ${join} ${last}`;
}
