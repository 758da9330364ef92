/** The value of a cookie in a Cookie header; of several with that name the first. Undefined when there is none. */
export function valueIn(header: string, name: string): string | undefined {
  return pairsIn(header).find((pair) => pair.name === name)?.value;
}

/** The cookies of a Cookie header, in its order. What has no `=` is a value without a name (RFC 6265bis, 5.8.3, step 6). */
export function pairsIn(header: string): readonly { readonly name: string; readonly value: string }[] {
  if (header === '') return [];
  return header.split('; ').map((pair) => {
    const equals = pair.indexOf('=');
    return { name: pair.slice(0, Math.max(0, equals)), value: pair.slice(equals + 1) };
  });
}

/** One cookie as a Cookie header has it. */
export function pairOf(name: string, value: string): string {
  return name === '' ? value : `${name}=${value}`;
}
