/** What bytes say, and where they say nothing. */
export interface Decoded {
  /** With U+FFFD for what is no text. */
  readonly text: string;
  /** The offset in `text` of the first byte that is no text; absent where all is. */
  readonly broken?: number;
}

/**
 * UTF-8, or UTF-16 where a byte order mark says so, as YAML 1.2 (5.2) has it and PowerShell writes it. A byte order mark
 * is left out.
 */
export function decode(bytes: Uint8Array): Decoded {
  const encoding = encodingOf(bytes);
  const text = new TextDecoder(encoding).decode(bytes);
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return { text };
  } catch {
    return { text, broken: firstBroken(text, bytes, encoding) };
  }
}

function encodingOf([first, second]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

/** A file may say U+FFFD itself: the first that is not what stands there. */
function firstBroken(text: string, bytes: Uint8Array, encoding: string): number {
  if (encoding !== 'utf-8') return Math.max(text.indexOf('\ufffd'), 0);
  const again = new TextEncoder();
  let byte = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  let from = 0;
  for (let at = text.indexOf('\ufffd'); at !== -1; at = text.indexOf('\ufffd', from)) {
    byte += again.encode(text.slice(from, at)).length;
    if (bytes[byte] !== 0xef || bytes[byte + 1] !== 0xbf || bytes[byte + 2] !== 0xbd) return at;
    byte += 3;
    from = at + 1;
  }
  return 0;
}
