/** `spread 7 : 7` */
export function spread(backends: Readonly<Record<string, number>>): string {
  return `spread ${Object.values(backends).join(' : ')}`;
}

/** `1 request`, `2 requests`, `3 addresses`, `4 queries` */
export function count(number: number, noun: string): string {
  return `${number} ${number === 1 ? noun : plural(noun)}`;
}

function plural(noun: string): string {
  if (/(s|x|ch|sh)$/.test(noun)) return `${noun}es`;
  return /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}

/** `"a"`, `"a" and "b"`, `"a", "b" and "c"` */
export function quoted(names: readonly string[], join = 'and'): string {
  const all = names.map((name) => `"${name}"`);
  const last = all.pop() ?? '';
  return all.length === 0 ? last : `${all.join(', ')} ${join} ${last}`;
}
