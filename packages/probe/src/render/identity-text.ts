import type { ReportIdentity } from '../report.ts';

/** What the backends are called by, and who said so: `header:x-served-by, found: one value for each backend`. */
export function identityText({ by, discovered, why }: ReportIdentity): string {
  const how = discovered ? 'found' : 'asked for';
  return why === undefined ? `${by}, ${how}` : `${by}, ${how}: ${why.replace(/\.$/, '')}`;
}
