import type { IngressView } from './ingress.ts';

/** What ingress-nginx has one upstream for, however many Ingresses lead there: namespace, Service and port. */
export function upstreamsOf({ document, paths }: IngressView): readonly string[] {
  const { namespace = '' } = document.object.metadata;
  return [
    ...new Set(
      paths.flatMap(({ service, port }) => (service === undefined ? [] : [`${namespace}/${service}:${port ?? ''}`])),
    ),
  ];
}
