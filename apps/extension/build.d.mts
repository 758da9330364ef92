import type { Metafile } from 'esbuild';

/** Bundles everything into `outdir`, with the notices of others, and tells what went into each bundle. */
export function bundle(outdir: string): Promise<Readonly<Record<'extension' | 'work' | 'lab', Metafile>>>;
