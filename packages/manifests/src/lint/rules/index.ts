import type { LintRule } from '../rule.ts';
import { sameSiteNoneWithoutSecure } from './same-site-none-without-secure.ts';

/** Every rule, by the alphabet of its id. To add one is to add a file beside this one, its two examples, and a line here. */
export const lintRules: readonly LintRule[] = [sameSiteNoneWithoutSecure];
