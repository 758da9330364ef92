import { haproxyIngress } from '../../routers/haproxy-ingress.ts';
import type { SourceDocument } from '../../yaml/source.ts';
import type { Scene } from '../rule.ts';

export const HAPROXY_INGRESS_PREFIX = 'haproxy-ingress.github.io/';
export const HAPROXY_INGRESS_DOCUMENTATION = haproxyIngress.documentation;

/** Ingresses and Services that ask haproxy-ingress for a cookie. */
export function haproxyIngressCookies(
  scene: Scene,
): readonly { readonly document: SourceDocument; readonly annotations: Readonly<Record<string, string>> }[] {
  return [...scene.ingresses, ...scene.services].filter(
    ({ annotations }) => annotations[`${HAPROXY_INGRESS_PREFIX}affinity`] === 'cookie',
  );
}
