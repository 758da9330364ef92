import { kindOf } from '../../read/object-index.ts';
import { specOf } from '../../read/spec.ts';
import type { Path } from '../../router.ts';
import type { Scene } from '../rule.ts';
import { fieldsOf } from './fields.ts';

/** Where each kind says the cookie that Envoy hashes. */
const COOKIES: ReadonlyMap<string, Path> = new Map([
  ['networking.istio.io/DestinationRule', ['spec', 'trafficPolicy', 'loadBalancer', 'consistentHash', 'httpCookie']],
  ['getambassador.io/Mapping', ['spec', 'load_balancer', 'cookie']],
]);

/** Cookies that Istio and Emissary have Envoy hash. */
export function* ttlCookies(scene: Scene) {
  for (const document of [...scene.ofKind('DestinationRule'), ...scene.ofKind('Mapping')]) {
    const path = COOKIES.get(kindOf(document.object));
    if (path === undefined) continue;
    const said = path.slice(1).reduce<unknown>((part, key) => fieldsOf(part).get(String(key)), specOf(document.object));
    const cookie = fieldsOf(said);
    if (cookie.size > 0) yield { document, path, cookie };
  }
}
