/** Seconds of nginx's units; a month has 30 days, a year 365 (ngx_parse_time). Without a unit it is seconds. */
const UNITS = new Map([
  ['y', 31_536_000],
  ['M', 2_592_000],
  ['w', 604_800],
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
  ['', 1],
]);

/** Whole seconds of a time as nginx writes it (`1h`, `1h 30m`, `60`); undefined for any other text, and for milliseconds. */
export function nginxSeconds(text: string): number | undefined {
  if (text.length > 60 || !/^\d+[yMwdhms]?( ?\d+[yMwdhms])*$/.test(text)) return undefined;
  let seconds = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)([yMwdhms]?)/g))
    seconds += Number(count) * (UNITS.get(unit ?? '') ?? 0);
  return seconds;
}
