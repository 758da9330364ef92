import { quote } from './quote.ts';

// The grammar of the OCI distribution specification and its reference implementation (distribution/reference).
const DOMAIN_PART = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const DOMAIN = `(?:${DOMAIN_PART}(?:\\.${DOMAIN_PART})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const PATH_PART = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const TAG = '[\\w][\\w.-]{0,127}';
/** The algorithms that the OCI image specification registers and registries use. */
const DIGEST = '(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})';
const REFERENCE = new RegExp(`^((?:${DOMAIN}/)?${PATH_PART}(?:/${PATH_PART})*)(?::${TAG})?(?:@${DIGEST})?$`);

const LONGEST_NAME = 255;
const LONGEST = LONGEST_NAME + ':'.length + 128 + '@sha512:'.length + 128;

/** What to do about an image reference, or undefined when it is one. */
export function imageIssue(text: string): string | undefined {
  if (text.includes('://')) return `${quote(text)} is a URL: leave out what stands before the registry's host.`;
  const name = text.length <= LONGEST ? REFERENCE.exec(text)?.[1] : undefined;
  if (name !== undefined && name.length <= LONGEST_NAME) return undefined;
  return `${quote(text)} is not an image: write [registry/]name[:tag] in small letters, such as mopckou/sticky-session:0.0.5.`;
}
