import { type AnnotationReader, named, URL_CHARACTERS, WITH_SPACES } from './reader.ts';

export interface Redirect {
  /** Where every request is sent, with which status. */
  readonly to?: { readonly url: string; readonly status: number };
  /** `www.` of the host is redirected to the host, or the other way round. */
  readonly fromToWww: boolean;
  /** Redirects that nginx makes up itself name no host. */
  readonly isRelative: boolean;
  /** Redirects that nginx makes up itself name the port. */
  readonly withPort: boolean;
}

/** annotations/redirect and annotations/portinredirect. The temporal redirect is before the permanent one. */
export function readRedirect({ values }: AnnotationReader): Redirect {
  const fromToWww = values.boolean(named('from-to-www-redirect'), 'rejected') ?? false;
  const isRelative = values.boolean(named('relative-redirects'), 'rejected') ?? false;
  const withPort = values.boolean(named('use-port-in-redirects')) ?? false;
  const kinds = [
    { name: 'temporal-redirect', usual: 302, highest: 307 },
    { name: 'permanent-redirect', usual: 301, highest: 308 },
  ];
  for (const { name, usual, highest } of kinds) {
    const url = values.text(
      named(name),
      URL_CHARACTERS,
      'a URL, such as "https://example.com"',
      'rejected',
      WITH_SPACES,
    );
    if (url === undefined) continue;
    const code = values.integer(named(`${name}-code`), 'rejected') ?? 0;
    const status = code < 300 || code > highest ? usual : code;
    // The whole group is dropped over a URL that is not of HTTP.
    if (!/^http[a-z0-9+.-]*:/i.test(url)) return { fromToWww: false, isRelative: false, withPort };
    return { to: { url, status }, fromToWww, isRelative, withPort };
  }
  return { fromToWww, isRelative, withPort };
}
