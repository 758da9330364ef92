/** The heavy half, as its own bundle offers it. */
export type Work = typeof import('./work.ts');

/** Loads the heavy half: on first use, once. `build.mjs` makes this the only seam between the two bundles. */
export const loadWork = (): Promise<Work> => import('./work.ts');
