import * as z from 'zod';
import { kindOf } from '../../read/object-index.ts';
import { specOf } from '../../read/spec.ts';
import type { Path } from '../../router.ts';
import type { LintRule } from '../rule.ts';

const fields = z.record(z.string(), z.unknown());
/** Where each kind says the cookie that Envoy hashes. */
const COOKIES: ReadonlyMap<string, Path> = new Map([
  ['networking.istio.io/DestinationRule', ['spec', 'trafficPolicy', 'loadBalancer', 'consistentHash', 'httpCookie']],
  ['getambassador.io/Mapping', ['spec', 'load_balancer', 'cookie']],
]);

export const envoyCookieWithoutTtl: LintRule = {
  id: 'envoy-cookie-without-ttl',
  severity: 'warning',
  title: 'A cookie that Envoy never sets',
  why: 'Envoy makes a cookie only where there is a ttl. Without one it hashes a cookie that the application sets, and who has none meets any pod.',
  documentation:
    'https://www.envoyproxy.io/docs/envoy/latest/api-v3/config/route/v3/route_components.proto#config-route-v3-routeaction-hashpolicy-cookie',
  *check(scene) {
    for (const document of [...scene.ofKind('DestinationRule'), ...scene.ofKind('Mapping')]) {
      const path = COOKIES.get(kindOf(document.object));
      if (path === undefined) continue;
      const cookie = path
        .slice(1)
        .reduce<unknown>((part, key) => fields.safeParse(part).data?.[key], specOf(document.object));
      const { data } = fields.safeParse(cookie);
      if (data === undefined || data.ttl != null) continue;
      yield {
        document,
        path,
        part: 'key',
        message:
          'Add a ttl, such as ttl: 0s for a cookie of the browser session; leave it out only where the application sets the cookie.',
      };
    }
  },
};
