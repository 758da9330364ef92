import { CliError } from '../errors.ts';

export interface NumberRange {
  readonly min: number;
  readonly max: number;
  /** Whether `0.5` is fine. */
  readonly fraction?: boolean;
}

/** A commander parser for a number in a range; `1,000,000` and `1_000_000` are read as people write them. */
export function numberFlag(flag: string, { min, max, fraction = false }: NumberRange): (text: string) => number {
  return (text) => {
    const plain = /^\d{1,3}([,_]\d{3})+$/.test(text) ? text.replace(/[,_]/g, '') : text;
    const number = /^\d+(\.\d+)?$/.test(plain) ? Number(plain) : Number.NaN;
    if (Number.isNaN(number) || number < min || number > max || (!fraction && !Number.isInteger(number))) {
      const kind = fraction ? 'a number' : 'a whole number';
      throw new CliError('usage', `${flag}: "${text}" is not ${kind} from ${show(min)} to ${show(max)}`);
    }
    return number;
  };
}

function show(number: number): string {
  return number.toLocaleString('en-US');
}
