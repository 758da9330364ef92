import { distance } from 'fastest-levenshtein';
import { named } from './reader.ts';

/**
 * What the lab's ingress does about an annotation of ingress-nginx:
 *
 * - `acts`: what ingress-nginx does.
 * - `refuses`: it guards access, so an Ingress served without it would be open where the real one is closed.
 * - `denies`: ingress-nginx itself denies it, as long as its administrator did not allow snippets.
 * - `leaves out`: the Ingress is served as if it were not there, and an event says so.
 */
export type Support = 'acts' | 'refuses' | 'denies' | 'leaves out';

/** Every annotation of ingress-nginx v1.15.1 (docs/user-guide/nginx-configuration/annotations-risk.md), and aliases. */
const BY_SUPPORT: Readonly<Record<Support, readonly string[]>> = {
  acts: [
    ...['affinity', 'affinity-canary-behavior', 'affinity-mode'],
    ...['session-cookie-name', 'session-cookie-path', 'session-cookie-domain', 'session-cookie-secure'],
    ...['session-cookie-max-age', 'session-cookie-expires', 'session-cookie-change-on-failure'],
    ...['session-cookie-samesite', 'session-cookie-conditional-samesite-none'],
    ...['upstream-hash-by', 'upstream-hash-by-subset', 'upstream-hash-by-subset-size'],
    ...['load-balance', 'service-upstream'],
    ...['canary', 'canary-weight', 'canary-weight-total', 'canary-by-cookie'],
    ...['canary-by-header', 'canary-by-header-value', 'canary-by-header-pattern'],
    ...['server-alias', 'rewrite-target', 'use-regex', 'app-root', 'x-forwarded-prefix', 'upstream-vhost'],
    ...['permanent-redirect', 'permanent-redirect-code', 'temporal-redirect', 'temporal-redirect-code'],
    ...['from-to-www-redirect', 'relative-redirects', 'use-port-in-redirects'],
    ...['ssl-redirect', 'force-ssl-redirect', 'preserve-trailing-slash'],
    ...['enable-cors', 'cors-allow-origin', 'cors-allow-methods', 'cors-allow-headers'],
    ...['cors-allow-credentials', 'cors-expose-headers', 'cors-max-age'],
    ...['allowlist-source-range', 'whitelist-source-range', 'denylist-source-range'],
    ...['proxy-connect-timeout', 'proxy-send-timeout', 'proxy-read-timeout'],
    ...['proxy-next-upstream', 'proxy-next-upstream-tries', 'proxy-next-upstream-timeout'],
    ...['proxy-body-size', 'proxy-request-buffering', 'proxy-buffer-size'],
    ...['proxy-cookie-path', 'proxy-cookie-domain', 'proxy-redirect-from', 'proxy-redirect-to'],
  ],
  refuses: [
    ...['auth-type', 'auth-secret', 'auth-secret-type', 'auth-realm'],
    ...['auth-url', 'auth-method', 'auth-signin', 'auth-signin-redirect-param', 'auth-request-redirect'],
    ...['auth-response-headers', 'auth-proxy-set-headers', 'auth-always-set-cookie'],
    ...['auth-cache-key', 'auth-cache-duration'],
    ...['auth-keepalive', 'auth-keepalive-requests', 'auth-keepalive-share-vars', 'auth-keepalive-timeout'],
    ...['auth-tls-secret', 'auth-tls-verify-client', 'auth-tls-verify-depth', 'auth-tls-match-cn'],
    ...['auth-tls-error-page', 'auth-tls-pass-certificate-to-upstream', 'satisfy'],
    ...['enable-modsecurity', 'enable-owasp-core-rules', 'modsecurity-transaction-id'],
  ],
  denies: ['configuration-snippet', 'server-snippet', 'stream-snippet', 'auth-snippet', 'modsecurity-snippet'],
  'leaves out': [
    ...['backend-protocol', 'ssl-passthrough', 'ssl-ciphers', 'ssl-prefer-server-ciphers', 'enable-global-auth'],
    ...['proxy-ssl-secret', 'proxy-ssl-name', 'proxy-ssl-server-name', 'proxy-ssl-verify', 'proxy-ssl-verify-depth'],
    ...['proxy-ssl-ciphers', 'proxy-ssl-protocols', 'proxy-http-version', 'connection-proxy-header'],
    ...['proxy-buffering', 'proxy-buffers-number', 'proxy-busy-buffers-size'],
    ...['proxy-max-temp-file-size', 'client-body-buffer-size'],
    ...['custom-headers', 'custom-http-errors', 'default-backend', 'disable-proxy-intercept-errors'],
    ...['limit-connections', 'limit-rps', 'limit-rpm', 'limit-burst-multiplier', 'limit-rate', 'limit-rate-after'],
    ...['limit-allowlist', 'limit-whitelist'],
    ...['mirror-target', 'mirror-host', 'mirror-request-body', 'fastcgi-index', 'fastcgi-params-configmap'],
    ...['enable-opentelemetry', 'opentelemetry-operation-name', 'opentelemetry-trust-incoming-span'],
    ...['enable-access-log', 'enable-rewrite-log', 'http2-push-preload'],
  ],
};

const SUPPORT: ReadonlyMap<string, Support> = new Map(
  (Object.keys(BY_SUPPORT) as Support[]).flatMap((support) =>
    BY_SUPPORT[support].map((name) => [named(name), support] as const),
  ),
);

/** Values that mean what happens anyway, of annotations that are left out or refused. */
const HARMLESS: Readonly<Record<string, RegExp>> = {
  [named('backend-protocol')]: /^\s*(auto_)?http\s*$/i,
  [named('proxy-http-version')]: /^\s*1\.1\s*$/,
  [named('proxy-buffering')]: /^\s*off\s*$/,
  // Off by default in ingress-nginx too.
  [named('enable-modsecurity')]: /^(0|f|F|false|FALSE|False)$/,
  [named('enable-owasp-core-rules')]: /^(0|f|F|false|FALSE|False)$/,
  [named('enable-opentelemetry')]: /^(0|f|F|false|FALSE|False)$/,
  [named('ssl-passthrough')]: /^(0|f|F|false|FALSE|False)$/,
};

/** Names that were annotations once, or are in tutorials only: read elsewhere, with a word of their own. */
const TOLD_ELSEWHERE: ReadonlySet<string> = new Set([
  named('session-cookie-hash'),
  named('session-cookie-value-prefix'),
]);

export interface UnsupportedAnnotation {
  readonly annotation: string;
  /** `unknown`: also to ingress-nginx. */
  readonly support: Exclude<Support, 'acts'> | 'unknown';
  /** What happens, in one sentence. */
  readonly message: string;
}

/** The annotations with ingress-nginx's prefix that do not do here what they do there. */
export function unsupportedAnnotations(
  annotations: Readonly<Record<string, string>>,
): readonly UnsupportedAnnotation[] {
  return Object.entries(annotations).flatMap(([annotation, value]): UnsupportedAnnotation[] => {
    if (!annotation.startsWith(named('')) || TOLD_ELSEWHERE.has(annotation)) return [];
    const support = SUPPORT.get(annotation) ?? 'unknown';
    if (support === 'acts' || value === '' || HARMLESS[annotation]?.test(value)) return [];
    return [{ annotation, support, message: messageOf(annotation, support) }];
  });
}

function messageOf(annotation: string, support: UnsupportedAnnotation['support']): string {
  switch (support) {
    case 'denies':
      return `${annotation} annotation cannot be used. Snippet directives are disabled by the Ingress administrator`;
    case 'refuses':
      return `the lab's ingress cannot guard with ${annotation}, and serves nothing unguarded: take it out to try the rest`;
    case 'leaves out':
      return `the lab's ingress does not act on ${annotation}: the Ingress is served as if it were not there`;
    case 'unknown':
      return `ingress-nginx does not know ${annotation}, and ignores it${suggestion(annotation)}`;
  }
}

/** Two letters off is most likely a slip. */
function suggestion(annotation: string): string {
  const meant = [...SUPPORT.keys()].find((known) => distance(known, annotation) <= 2);
  return meant === undefined ? '' : `: did you mean ${meant}?`;
}
