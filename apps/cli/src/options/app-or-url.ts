import { fieldError } from '@sticky/manifests';
import { CliError } from '../errors.ts';

/** What `probe` and `watch` ask: an App of the cluster, or any address. */
export type AppOrUrl = { readonly kind: 'app'; readonly name: string } | { readonly kind: 'url'; readonly url: string };

/** Reads `NAME|URL`: what has `://` in it is a URL, for no name can. */
export function appOrUrl(text: string): AppOrUrl {
  if (text.includes('://')) return { kind: 'url', url: httpUrl(text) };
  const problem = fieldError('name', text);
  if (problem === undefined) return { kind: 'app', name: text };
  const address = `http://${text}`;
  const hint = /[:./]/.test(text) && URL.canParse(address) ? ` For an address write ${address}` : '';
  throw new CliError('usage', `${problem}${hint}`);
}

function httpUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new CliError('usage', `"${text}" is not an address to ask: give one such as http://sticky.info/`);
  }
  return text;
}
