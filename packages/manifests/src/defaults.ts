import type { CookieAffinity } from './affinity.ts';

/** What every front end offers first: the App of the tutorial, so that pressing Enter walks through it. */
export const DEFAULT_APP = 'sticky-d';
/** The tutorial's public image. It answers only `/`, with `{"uuid": "…"}`. */
export const DEFAULT_IMAGE = 'mopckou/sticky-session:0.0.5';
/** Where the tutorial's app listens. */
export const DEFAULT_PORT = 8080;
/** The one path that the tutorial's app answers. */
export const DEFAULT_HEALTH_PATH = '/';
/** The tutorial's host. */
export const DEFAULT_HOST = 'sticky.info';
/** The path of a route: all of the host. */
export const DEFAULT_PATH = '/';
/** The IngressClass of ingress-nginx, as its chart and minikube's addon name it. */
export const DEFAULT_INGRESS_CLASS = 'nginx';
/** The tutorial's last step. */
export const DEFAULT_AFFINITY: CookieAffinity = { kind: 'cookie', name: 'key', strength: 'hashed', maxAgeSeconds: 60 };
