const WORDS: ReadonlyMap<string, boolean | null | number> = new Map<string, boolean | null | number>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, Number.NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, Infinity] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, -Infinity] as const),
]);

const LONGEST_WORD = 5;

const DECIMAL = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const OCTAL = /^[-+]?0[oO]?[0-7]+$/;
const OTHER_BASE = /^[-+]?0(?:[xX][0-9a-fA-F]+|[bB][01]+)$/;

/**
 * What an unquoted text stands for: null, a boolean, a number, or the text. By the rules of kubectl's parser (go-yaml 2,
 * `resolve.go`): booleans of YAML 1.1, times are text, there are no numbers to the base of 60. Infinity and NaN, which
 * JSON cannot say and kubectl refuses, come out as such.
 */
export function resolvePlain(text: string): string | number | boolean | null {
  if (text.length <= LONGEST_WORD) {
    const word = WORDS.get(text);
    if (word !== undefined) return word;
  }
  const first = text.charCodeAt(0);
  // `+`, `-`, `.` and digits: nothing else begins a number.
  if (first > 57 || first < 43 || first === 44 || first === 47) return text;
  const plain = first === 46 ? text : text.replaceAll('_', '');
  if (OCTAL.test(plain)) return signed(plain, (digits) => Number.parseInt(digits.replace(/^0[oO]?/, ''), 8));
  if (OTHER_BASE.test(plain)) return signed(plain, Number);
  const value = DECIMAL.test(plain) ? Number(plain) : Number.NaN;
  return Number.isFinite(value) ? value + 0 : text;
}

function signed(text: string, parse: (digits: string) => number): number {
  const magnitude = parse(text.replace(/^[-+]/, ''));
  return text.startsWith('-') ? 0 - magnitude : magnitude;
}
