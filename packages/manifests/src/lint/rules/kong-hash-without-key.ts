import * as z from 'zod';
import { kindOf } from '../../read/object-index.ts';
import { specOf } from '../../read/spec.ts';
import type { Path } from '../../router.ts';
import type { LintRule } from '../rule.ts';

const fields = z.record(z.string(), z.unknown()).catch({});
const KEYS = ['cookie', 'header', 'queryArg', 'uriCapture'];

export const kongHashWithoutKey: LintRule = {
  id: 'kong-hash-without-key',
  severity: 'error',
  title: 'Kong hashes nothing',
  why: 'consistent-hashing without hashOn, and sticky-sessions without stickySessions, have nothing to go by: Kong spreads requests as if nothing were said, or refuses the policy.',
  documentation: 'https://developer.konghq.com/kubernetes-ingress-controller/load-balancing/',
  *check(scene) {
    for (const document of scene.ofKind('KongUpstreamPolicy')) {
      if (kindOf(document.object) !== 'configuration.konghq.com/KongUpstreamPolicy') continue;
      const spec = specOf(document.object);
      const hashOn = fields.parse(spec.hashOn);
      const path: Path = ['spec', 'algorithm'];
      const keyed = KEYS.some((key) => hashOn[key] != null) || (hashOn.input != null && hashOn.input !== 'none');
      if (spec.algorithm === 'consistent-hashing' && !keyed) {
        yield {
          document,
          path,
          message: 'Say what is hashed: hashOn with a cookie and its cookiePath, a header, or input: ip.',
        };
      }
      if (spec.algorithm === 'sticky-sessions' && fields.parse(spec.stickySessions).cookie == null) {
        yield {
          document,
          path,
          message: 'Name the cookie that Kong sets: stickySessions with a cookie, and hashOn with input: none.',
        };
      }
    }
  },
};
