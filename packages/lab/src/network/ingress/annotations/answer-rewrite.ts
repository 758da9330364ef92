import { type AnnotationReader, named, URL_CHARACTERS, WITH_SPACES } from './reader.ts';

/** One prefix for another. */
export interface Replacement {
  readonly from: string;
  readonly to: string;
}

/** What becomes of fields of the pod's answer that name places. */
export interface AnswerRewrite {
  /** The beginning of Path in Set-Cookie. */
  readonly cookiePath?: Replacement;
  /** Domain in Set-Cookie, all of it but a leading dot. */
  readonly cookieDomain?: Replacement;
  /** The beginning of Location and Refresh. */
  readonly redirect?: Replacement;
}

const DOMAINS = /^(off|[-._~a-zA-Z0-9/:]+\s+[-._~a-zA-Z0-9/:]+)$/;

/** The rest of annotations/proxy: nginx's proxy_cookie_path, proxy_cookie_domain and proxy_redirect. */
export function readAnswerRewrite(reader: AnnotationReader): AnswerRewrite {
  const { values } = reader;
  const cookiePath = values.text(named('proxy-cookie-path'), URL_CHARACTERS, 'two paths, such as "/app /"');
  const cookieDomain = values.text(
    named('proxy-cookie-domain'),
    DOMAINS,
    'two domains, such as "localhost example.org"',
    'dropped',
    WITH_SPACES,
  );
  const from = values.text(named('proxy-redirect-from'), URL_CHARACTERS, 'the beginning of a URL');
  const to = values.text(named('proxy-redirect-to'), URL_CHARACTERS, 'the beginning of a URL');
  // `default` means nginx's own name for the upstream, which no pod knows.
  const redirects = from !== undefined && from !== 'off' && from !== 'default' && to !== undefined && to !== 'off';
  return {
    ...replacement(reader, 'cookiePath', 'proxy-cookie-path', cookiePath),
    ...replacement(reader, 'cookieDomain', 'proxy-cookie-domain', cookieDomain),
    ...(redirects && replacement(reader, 'redirect', 'proxy-redirect-from', `${from} ${to}`)),
  };
}

function replacement<K extends keyof AnswerRewrite>(
  { refuse }: AnnotationReader,
  key: K,
  name: string,
  text: string | undefined,
): AnswerRewrite {
  if (text === undefined || text === 'off') return {};
  const [from = '', to = '', ...rest] = text.trim().split(/\s+/);
  if (from === '' || to === '' || rest.length > 0) refuse(name, 'takes two values, or nginx does not load it');
  else if (from.startsWith('~')) refuse(name, "takes no regular expression in the lab's ingress");
  return { [key]: { from, to } };
}
