const UNITS = new Map([
  ['h', 3600],
  ['m', 60],
  ['s', 1],
  ['ms', 1e-3],
  ['us', 1e-6],
  ['µs', 1e-6],
  ['ns', 1e-9],
]);

/** Whole seconds of a duration as Go writes it (`60s`, `1h30m`, `0.5s`, `0`), rounded down; undefined for any other text. */
export function goSeconds(text: string): number | undefined {
  if (text === '0') return 0;
  if (text.length > 60 || !/^(\d+(\.\d*)?(h|ms|m|s|us|µs|ns))+$/.test(text)) return undefined;
  let seconds = 0;
  for (const [, count, unit] of text.matchAll(/(\d+(?:\.\d*)?)(h|ms|m|s|us|µs|ns)/g)) {
    seconds += Number(count) * (UNITS.get(unit ?? '') ?? 0);
  }
  return Math.floor(seconds + 1e-9);
}
