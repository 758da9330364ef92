import type { Path } from '../../router.ts';
import type { Scene } from '../rule.ts';
import { entriesOf, fieldsOf } from './fields.ts';
import { specOf } from './session-persistence.ts';

/** Cookies that Envoy Gateway and kgateway hash. */
export function* hashCookies(scene: Scene) {
  const at: Path = ['spec', 'loadBalancer'];
  for (const document of scene.ofKind('BackendTrafficPolicy')) {
    const hash = fieldsOf(fieldsOf(specOf(document).get('loadBalancer')).get('consistentHash'));
    const cookie = fieldsOf(hash.get('cookie'));
    if (hash.get('type') === 'Cookie') yield { document, path: [...at, 'consistentHash', 'cookie'], cookie };
  }
  for (const document of scene.ofKind('BackendConfigPolicy')) {
    for (const kind of ['ringHash', 'maglev']) {
      const balancer = fieldsOf(fieldsOf(specOf(document).get('loadBalancer')).get(kind));
      for (const [index, policy] of entriesOf(balancer.get('hashPolicies')).entries()) {
        if (!fieldsOf(policy).has('cookie')) continue;
        const cookie = fieldsOf(fieldsOf(policy).get('cookie'));
        yield { document, path: [...at, kind, 'hashPolicies', index, 'cookie'], cookie };
      }
    }
  }
}
