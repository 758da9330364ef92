import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { WireFailure } from './failure.ts';

/** Content codings (RFC 9110, 8.4.1) that are undone though the probe asks for none. */
const decoders: Readonly<Record<string, (body: Uint8Array, options: { maxOutputLength: number }) => Uint8Array>> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
};

/** More codings on top of each other than anybody has a use for. */
const most = 4;

/**
 * A body without its content codings. Some servers send what they hold compressed, whatever was asked for.
 *
 * @throws WireFailure `body-too-large` when more than `limit` bytes come of it, `bad-encoding` when it cannot be undone
 */
export function decode(body: Uint8Array, coding: string, limit: number): Uint8Array {
  const codings = coding.split(',').map((name) => name.trim().toLowerCase());
  if (codings.length > most) throw new WireFailure('bad-encoding');
  return codings.reduceRight<Uint8Array>((coded, name) => {
    if (name === '' || name === 'identity') return coded;
    const undo = Object.hasOwn(decoders, name) ? decoders[name] : undefined;
    if (undo === undefined) throw new WireFailure('bad-encoding');
    try {
      return undo(coded, { maxOutputLength: limit });
    } catch (cause) {
      const tooLarge = cause instanceof RangeError;
      throw new WireFailure(tooLarge ? 'body-too-large' : 'bad-encoding', { cause });
    }
  }, body);
}
