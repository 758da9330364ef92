import { quote } from '../../rules/quote.ts';
import { annotationPath } from '../annotation.ts';
import type { LintRule } from '../rule.ts';
import { F5_DOCUMENTATION, f5StickyOf, serviceOfEntry } from '../view/f5.ts';

export const f5CookieForOtherService: LintRule = {
  id: 'f5-cookie-for-other-service',
  severity: 'error',
  title: 'A sticky cookie for a Service that the Ingress does not lead to',
  why: 'The annotation is for the Services of its own Ingress: an entry for another one, often a renamed one, does nothing, and nobody says so.',
  documentation: F5_DOCUMENTATION,
  *check(scene) {
    for (const { document, annotations, paths, defaultBackend } of scene.ingresses) {
      const sticky = f5StickyOf(annotations);
      if (sticky === undefined) continue;
      const routed = new Set(
        [...paths, ...(defaultBackend === undefined ? [] : [defaultBackend])].map(({ service }) => service),
      );
      for (const service of new Set(sticky.entries.map(serviceOfEntry))) {
        if (service === undefined || routed.has(service)) continue;
        yield {
          document,
          path: annotationPath(sticky.name),
          message: `This Ingress leads to no Service ${quote(service)}: name one that it leads to.`,
        };
      }
    }
  },
};
