import type { LintRule } from '../rule.ts';
import { backendsOf } from '../view/http-route.ts';

const LABELS = ['istio.io/persistent-session', 'istio.io/persistent-session-header'];

export const persistentSessionWithHttpRoute: LintRule = {
  id: 'persistent-session-with-http-route',
  severity: 'warning',
  title: "Istio's persistent session behind an HTTPRoute",
  why: 'Istio heeds the label of the Service for a VirtualService alone: through an HTTPRoute every request meets any pod.',
  documentation: 'https://github.com/istio/istio/issues/55839',
  *check(scene) {
    const routed = new Set(scene.ofKind('HTTPRoute').flatMap(({ object }) => backendsOf(object)));
    for (const { document } of scene.services) {
      const { labels = {}, name, namespace = '' } = document.object.metadata;
      const label = LABELS.find((own) => labels[own] !== undefined);
      if (label === undefined || !routed.has(`${namespace}/${name}`)) continue;
      yield {
        document,
        path: ['metadata', 'labels', label],
        message:
          'An HTTPRoute leads here, for which this label is ignored: route with a VirtualService, or hash with a DestinationRule.',
      };
    }
  },
};
