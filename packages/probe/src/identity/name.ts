import { printable } from '../printable.ts';

/** Characters; what is longer is no name. */
const longest = 256;

/** A text from an answer as the name of a backend: it goes into reports, so it is short and acts on no terminal. */
export function toName(text: string | undefined): string | undefined {
  const name = text?.trim();
  return name && name.length <= longest ? printable(name) : undefined;
}
