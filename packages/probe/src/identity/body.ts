import type { ReadIdentity } from './answer.ts';
import { digest } from './digest.ts';

/** The whole body, by its digest: for backends that each say something else, always the same. */
export const readBody: ReadIdentity = ({ body }) => (body.byteLength === 0 ? undefined : digest(body));
