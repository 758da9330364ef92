import { quote } from '../../rules/quote.ts';
import { nearest } from '../near.ts';
import type { LintRule } from '../rule.ts';

/** Only a note, for the Service may stand elsewhere; and only where Services of that namespace stand here. */
export const missingService: LintRule = {
  id: 'missing-service',
  severity: 'note',
  title: 'An Ingress leads to a Service that is not there',
  why: 'Where there is no such Service in the cluster, the router answers 503.',
  documentation: 'https://kubernetes.io/docs/concepts/services-networking/ingress/#the-ingress-resource',
  *check(scene) {
    const names = new Map(
      [...Map.groupBy(scene.services, ({ document }) => document.object.metadata.namespace)].map(
        ([namespace, services]) => [namespace, services.map(({ document }) => document.object.metadata.name)] as const,
      ),
    );
    for (const { document, paths, defaultBackend } of scene.ingresses) {
      const { namespace } = document.object.metadata;
      const there = names.get(namespace);
      if (there === undefined) continue;
      const told = new Set<string>();
      for (const { service, serviceAt } of [...paths, ...(defaultBackend === undefined ? [] : [defaultBackend])]) {
        if (service === undefined || told.has(service) || scene.findService(service, namespace) !== undefined) continue;
        told.add(service);
        const meant = nearest(service, there);
        yield {
          document,
          path: serviceAt,
          message: `There is no Service ${quote(service)} among the documents${meant === undefined ? ', though there are others: look whether the name is right' : `: is ${quote(meant)} meant?`}${meant === undefined ? '.' : ''}`,
        };
      }
    }
  },
};
