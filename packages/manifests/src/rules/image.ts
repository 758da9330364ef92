import { quote } from './quote.ts';

// The grammar of the OCI distribution specification and its reference implementation (distribution/reference).
const DOMAIN_PART = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const DOMAIN = `(?:${DOMAIN_PART}(?:\\.${DOMAIN_PART})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const PATH_PART = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const TAG = '[\\w][\\w.-]{0,127}';
const DIGEST = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';
const REFERENCE = new RegExp(`^((?:${DOMAIN}/)?${PATH_PART}(?:/${PATH_PART})*)(?::${TAG})?(?:@${DIGEST})?$`);

/** Longest repository name, tag and digest together, with room for a digest of any known algorithm. */
const LONGEST = 255 + 1 + 128 + 1 + 160;

/** What to do about an image reference, or undefined when it is one. */
export function imageIssue(text: string): string | undefined {
  if (text.includes('://')) return `${quote(text)} is a URL: leave out what stands before the registry's host.`;
  const name = text.length <= LONGEST ? REFERENCE.exec(text)?.[1] : undefined;
  if (name !== undefined && name.length <= 255) return undefined;
  return `${quote(text)} is not an image: write [registry/]name[:tag] in small letters, such as mopckou/sticky-session:0.0.5.`;
}
