import * as z from 'zod';
import { kindOf } from '../../read/object-index.ts';
import { specOf } from '../../read/spec.ts';
import type { LintRule } from '../rule.ts';

const balancer = z.looseObject({
  type: z.literal('chash'),
  hashOn: z.string().optional(),
  key: z.unknown().optional(),
});

export const apisixHashWithoutKey: LintRule = {
  id: 'apisix-hash-without-key',
  severity: 'error',
  title: 'APISIX hashes nothing',
  why: 'chash without a key is refused by APISIX: the route keeps what it had before, or does not come about.',
  documentation: 'https://apisix.apache.org/docs/ingress-controller/reference/api-reference/#apisixupstream',
  *check(scene) {
    for (const document of scene.ofKind('ApisixUpstream')) {
      const { data } = balancer.safeParse(specOf(document.object).loadbalancer);
      if (kindOf(document.object) !== 'apisix.apache.org/ApisixUpstream' || data === undefined) continue;
      // A consumer has a name of its own.
      if (data.hashOn === 'consumer' || (data.key != null && data.key !== '')) continue;
      yield {
        document,
        path: ['spec', 'loadbalancer', 'type'],
        message: 'Say what is hashed: a key with the name of a cookie or a header and hashOn, or key: remote_addr.',
      };
    }
  },
};
