import * as z from 'zod';
import { kindOf } from '../../read/object-index.ts';
import { specOf } from '../../read/spec.ts';
import type { LintRule } from '../rule.ts';

const balancer = z.looseObject({ policy: z.enum(['ring_hash', 'maglev']) });
const moduleConfig = z.looseObject({ config: z.looseObject({ resolver: z.string() }) });

/** A Module may give all Mappings a resolver: one among the documents that does is enough. */
export const emissaryWithoutEndpoints: LintRule = {
  id: 'emissary-without-endpoints',
  severity: 'error',
  title: 'A sticky Mapping without a resolver of endpoints',
  why: 'By default Emissary knows the Service alone, and kube-proxy picks any pod behind it: load_balancer needs a KubernetesEndpointResolver.',
  documentation: 'https://emissary-ingress.dev/docs/3.10/topics/running/resolvers/#the-kubernetes-endpoint-resolver',
  *check(scene) {
    if (scene.ofKind('Module').some(({ object }) => moduleConfig.safeParse(specOf(object)).success)) return;
    for (const document of scene.ofKind('Mapping')) {
      const { load_balancer: said, resolver } = specOf(document.object);
      if (kindOf(document.object) !== 'getambassador.io/Mapping' || !balancer.safeParse(said).success) continue;
      const ofServices = typeof resolver === 'string' && servicesAlone(resolver);
      if (resolver != null && !ofServices) continue;
      yield {
        document,
        path: ofServices ? ['spec', 'resolver'] : ['spec', 'load_balancer', 'policy'],
        message: 'This Mapping sees no pods: name a KubernetesEndpointResolver as its resolver.',
      };
    }

    function servicesAlone(name: string): boolean {
      return scene.ofKind('KubernetesServiceResolver').some(({ object }) => object.metadata.name === name);
    }
  },
};
