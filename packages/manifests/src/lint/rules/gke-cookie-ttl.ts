import * as z from 'zod';
import { kindOf } from '../../read/object-index.ts';
import { specOf } from '../../read/spec.ts';
import type { LintRule } from '../rule.ts';

const affinity = z.looseObject({ affinityType: z.unknown().optional(), affinityCookieTtlSec: z.unknown().optional() });
const seconds = z.int().min(0).max(86400);

export const gkeCookieTtl: LintRule = {
  id: 'gke-cookie-ttl',
  severity: 'error',
  title: 'An affinity cookie age that GKE does not take',
  why: "Google's load balancer sets a cookie with affinityType GENERATED_COOKIE alone, for 0 to 86400 seconds, a day.",
  documentation: 'https://cloud.google.com/kubernetes-engine/docs/how-to/ingress-configuration#session_affinity',
  *check(scene) {
    for (const document of scene.ofKind('BackendConfig')) {
      if (kindOf(document.object) !== 'cloud.google.com/BackendConfig') continue;
      const { data } = affinity.safeParse(specOf(document.object).sessionAffinity);
      if (data?.affinityCookieTtlSec == null) continue;
      const path = ['spec', 'sessionAffinity', 'affinityCookieTtlSec'];
      if (data.affinityType !== 'GENERATED_COOKIE') {
        yield {
          document,
          path,
          message:
            'Without affinityType: GENERATED_COOKIE there is no cookie to have an age: say it, or take this out.',
        };
      } else if (!seconds.safeParse(data.affinityCookieTtlSec).success) {
        yield { document, path, message: 'Give a whole number from 0, for the browser session, to 86400, a day.' };
      }
    }
  },
};
