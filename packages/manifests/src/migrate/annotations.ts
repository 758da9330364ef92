/** What an annotation or a field of a router did, for those who have to do without it. */
export interface KnownSetting {
  /** What it did, as the end of "It …". */
  readonly did: string;
  /**
   * Whether requests meet something else without it: an open door, another path. Then there is something to do before the
   * cut-over, not only something to know.
   */
  readonly matters?: true;
  /** The value that says what every router does unasked. */
  readonly usual?: string;
}

const INGRESS_NGINX = 'nginx.ingress.kubernetes.io/';

const auth = (did: string) => ({ did, matters: true }) as const;
const INGRESS_NGINX_KNOWN: Readonly<Record<string, KnownSetting>> = {
  'app-root': { did: 'sent who asks for / to another path', matters: true },
  'auth-method': auth('chose the method of the request that asks whether a client may pass'),
  'auth-realm': auth('named the realm of the password'),
  'auth-response-headers': auth('handed headers of the authentication on to the pods'),
  'auth-secret': auth('held the passwords'),
  'auth-secret-type': auth('said how the passwords are kept'),
  'auth-signin': auth('sent who is not signed in to the sign-in page'),
  'auth-snippet': auth('added nginx configuration to the authentication'),
  'auth-tls-pass-certificate-to-upstream': auth("handed the client's certificate on to the pods"),
  'auth-tls-secret': auth('asked clients for a certificate'),
  'auth-tls-verify-client': auth('asked clients for a certificate'),
  'auth-tls-verify-depth': auth("bounded the chain of a client's certificate"),
  'auth-type': auth('asked for a password'),
  'auth-url': auth('asked another service whether a client may pass'),
  'backend-protocol': { did: 'spoke another protocol than HTTP with the pods', matters: true, usual: 'HTTP' },
  'client-body-buffer-size': { did: 'held so much of a request in memory' },
  'configuration-snippet': { did: 'added nginx configuration to each path', matters: true },
  'connection-proxy-header': { did: 'set the Connection header towards the pods' },
  'cors-allow-credentials': { did: 'let scripts of other sites send cookies', matters: true },
  'cors-allow-headers': { did: 'named the headers that other sites may send', matters: true },
  'cors-allow-methods': { did: 'named the methods that other sites may use', matters: true },
  'cors-allow-origin': { did: 'named the sites whose scripts may call', matters: true },
  'cors-expose-headers': { did: 'named the headers that scripts of other sites may read', matters: true },
  'cors-max-age': { did: 'let browsers remember the answer about other sites' },
  'custom-http-errors': { did: 'answered these errors with its own pages' },
  'default-backend': { did: 'sent requests to another Service while this one has no pod' },
  denylist: { did: 'refused these addresses', matters: true },
  'denylist-source-range': { did: 'refused these addresses', matters: true },
  'enable-access-log': { did: 'switched the access log on or off' },
  'enable-cors': { did: 'let scripts of other sites call', matters: true },
  'enable-modsecurity': { did: 'put a web application firewall before the pods', matters: true },
  'enable-owasp-core-rules': { did: 'gave the web application firewall its rules', matters: true },
  'force-ssl-redirect': { did: 'sent HTTP to HTTPS, also without a certificate of its own', matters: true },
  'from-to-www-redirect': { did: 'sent www.HOST to HOST, or the other way', matters: true },
  'http2-push-preload': { did: 'pushed what a Link header names' },
  'limit-connections': { did: 'bounded the connections of an address' },
  'limit-rate': { did: 'bounded the bytes a second of a connection' },
  'limit-rate-after': { did: 'bounded the bytes a second of a connection after so many' },
  'limit-rpm': { did: 'bounded the requests a minute of an address' },
  'limit-rps': { did: 'bounded the requests a second of an address' },
  'limit-whitelist': { did: 'left these addresses unbounded' },
  'modsecurity-snippet': { did: 'gave the web application firewall rules', matters: true },
  'permanent-redirect': { did: 'answered each request with a redirect', matters: true },
  'permanent-redirect-code': { did: 'chose the status of the redirect', matters: true },
  'preserve-trailing-slash': { did: 'kept a slash at the end of a path in redirects' },
  'proxy-body-size': { did: 'bounded the size of a request; without it ingress-nginx took 1 MiB' },
  'proxy-buffer-size': { did: 'held headers of an answer up to this size; sign-in pages set large ones' },
  'proxy-buffering': { did: 'switched the buffering of answers on or off; streams want it off' },
  'proxy-buffers-number': { did: 'set how many buffers an answer has' },
  'proxy-busy-buffers-size': { did: 'set how much of an answer is sent while it still comes in' },
  'proxy-connect-timeout': { did: 'bounded the wait for a connection to a pod' },
  'proxy-cookie-domain': { did: "rewrote the Domain of the pods' cookies", matters: true },
  'proxy-cookie-path': { did: "rewrote the Path of the pods' cookies", matters: true },
  'proxy-http-version': { did: 'chose the version of HTTP towards the pods' },
  'proxy-max-temp-file-size': { did: 'bounded how much of an answer is put on disk' },
  'proxy-next-upstream': { did: 'said after which failures the next pod is tried' },
  'proxy-next-upstream-timeout': { did: 'bounded how long further pods are tried' },
  'proxy-next-upstream-tries': { did: 'bounded how many pods are tried' },
  'proxy-read-timeout': { did: 'bounded the silence of a pod; a WebSocket ends after it' },
  'proxy-redirect-from': { did: "rewrote the pods' redirects", matters: true },
  'proxy-redirect-to': { did: "rewrote the pods' redirects", matters: true },
  'proxy-request-buffering': { did: 'switched the buffering of requests on or off; uploads want it off' },
  'proxy-send-timeout': { did: 'bounded the silence of a client; a WebSocket ends after it' },
  'proxy-ssl-name': { did: 'named the pods for TLS', matters: true },
  'proxy-ssl-secret': { did: 'gave the certificate for TLS towards the pods', matters: true },
  'proxy-ssl-server-name': { did: 'sent the name in TLS towards the pods', matters: true },
  'proxy-ssl-verify': { did: 'verified the certificates of the pods', matters: true },
  'relative-redirects': { did: 'answered with redirects that name no host' },
  'rewrite-target': { did: 'changed the path that the pods see', matters: true },
  satisfy: { did: 'said whether one of the checks is enough, or all', matters: true },
  'server-alias': { did: 'answered these hosts too', matters: true },
  'server-snippet': { did: 'added nginx configuration to the host', matters: true },
  'service-upstream': { did: 'sent requests to the Service instead of to its pods, so no affinity held' },
  'ssl-ciphers': { did: 'chose the ciphers of TLS' },
  'ssl-passthrough': { did: 'left TLS to the pods', matters: true },
  'ssl-prefer-server-ciphers': { did: 'chose the ciphers of TLS' },
  'ssl-redirect': { did: 'sent HTTP to HTTPS, or not' },
  'stream-snippet': { did: 'added nginx configuration to TCP streams', matters: true },
  'temporal-redirect': { did: 'answered each request with a redirect', matters: true },
  'upstream-vhost': { did: 'changed the Host header that the pods see', matters: true },
  'use-regex': { did: 'read the paths as regular expressions' },
  'websocket-services': { did: 'did nothing: it is an annotation of another controller' },
  'whitelist-source-range': { did: 'let only these addresses in', matters: true },
  'x-forwarded-prefix': { did: 'told the pods the path before them', matters: true },
};

const TRAEFIK_MIDDLEWARES: KnownSetting = {
  did: 'sent requests through these Middlewares: redirects, authentication, rewrites',
  matters: true,
};

const OTHERS: Readonly<Record<string, KnownSetting>> = {
  'traefik.ingress.kubernetes.io/router.entrypoints': { did: 'chose the ports that Traefik listens on' },
  'traefik.ingress.kubernetes.io/router.middlewares': TRAEFIK_MIDDLEWARES,
  'spec.entryPoints': { did: 'chose the ports that Traefik listens on' },
  'spec.routes.middlewares': TRAEFIK_MIDDLEWARES,
  'spec.tls.certResolver': { did: 'had Traefik fetch the certificate', matters: true },
  'haproxy.org/allow-list': { did: 'let only these addresses in', matters: true },
  'haproxy.org/auth-secret': { did: 'held the passwords', matters: true },
  'haproxy.org/auth-type': { did: 'asked for a password', matters: true },
  'haproxy.org/cors-enable': { did: 'let scripts of other sites call', matters: true },
  'haproxy.org/path-rewrite': { did: 'changed the path that the pods see', matters: true },
  'haproxy.org/pod-maxconn': { did: 'bounded the connections of a pod' },
  'haproxy.org/rate-limit-requests': { did: 'bounded the requests of an address' },
  'haproxy.org/ssl-redirect': { did: 'sent HTTP to HTTPS, or not' },
  'haproxy.org/timeout-server': { did: 'bounded the silence of a pod' },
  'haproxy.org/timeout-tunnel': { did: 'bounded the silence of a WebSocket' },
  'haproxy.org/whitelist': { did: 'let only these addresses in', matters: true },
  'traefik.ingress.kubernetes.io/router.priority': { did: 'decided between routes that both match', matters: true },
  'traefik.ingress.kubernetes.io/router.tls': { did: 'switched TLS on' },
  'traefik.ingress.kubernetes.io/router.tls.certresolver': { did: 'had Traefik fetch the certificate', matters: true },
  'alb.ingress.kubernetes.io/certificate-arn': { did: 'named the certificate of the load balancer', matters: true },
  'alb.ingress.kubernetes.io/group.name': { did: 'shared one load balancer among several Ingresses' },
  'alb.ingress.kubernetes.io/healthcheck-path': { did: 'named the path that the load balancer asks for health' },
  'alb.ingress.kubernetes.io/listen-ports': { did: 'chose the ports of the load balancer' },
  'alb.ingress.kubernetes.io/scheme': {
    did: 'said whether the load balancer faces the internet',
    matters: true,
  },
  'alb.ingress.kubernetes.io/ssl-redirect': { did: 'sent HTTP to HTTPS', matters: true },
  'haproxy.router.openshift.io/timeout': { did: 'bounded the wait for an answer' },
  'haproxy.router.openshift.io/rate-limit-connections': { did: 'bounded the connections of an address' },
  'haproxy.router.openshift.io/ip_whitelist': { did: 'let only these addresses in', matters: true },
};

/** What an annotation or a field (`spec.entryPoints`, without places in lists) did, where it is known. */
export function knownSetting(name: string): KnownSetting | undefined {
  if (Object.hasOwn(OTHERS, name)) return OTHERS[name];
  const short = name.startsWith(INGRESS_NGINX) ? name.slice(INGRESS_NGINX.length) : '';
  return Object.hasOwn(INGRESS_NGINX_KNOWN, short) ? INGRESS_NGINX_KNOWN[short] : undefined;
}
