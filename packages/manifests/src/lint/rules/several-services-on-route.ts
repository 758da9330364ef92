import * as z from 'zod';
import { kindOf } from '../../read/object-index.ts';
import { specOf } from '../../read/spec.ts';
import type { LintRule } from '../rule.ts';

const routes = z.array(
  z
    .looseObject({
      services: z.array(z.unknown()),
      loadBalancerPolicy: z.looseObject({ strategy: z.string() }),
    })
    .nullable()
    .catch(null),
);

export const severalServicesOnRoute: LintRule = {
  id: 'several-services-on-route',
  severity: 'warning',
  title: 'A sticky HTTPProxy route with several Services',
  why: 'Contour picks the Service of each request by weight and only then a pod by the hash: with several Services a client goes back and forth between them.',
  documentation: 'https://projectcontour.io/docs/main/config/request-routing/#session-affinity',
  *check(scene) {
    for (const document of scene.ofKind('HTTPProxy')) {
      if (kindOf(document.object) !== 'projectcontour.io/HTTPProxy') continue;
      const found = routes.safeParse(specOf(document.object).routes).data ?? [];
      for (const [at, route] of found.entries()) {
        const strategy = route?.loadBalancerPolicy.strategy;
        if (route === null || route.services.length < 2 || (strategy !== 'Cookie' && strategy !== 'RequestHash'))
          continue;
        yield {
          document,
          path: ['spec', 'routes', at, 'loadBalancerPolicy', 'strategy'],
          message: `${strategy} keeps clients within one Service: lead this route to one alone, or tell the versions apart by a header.`,
        };
      }
    }
  },
};
