import fc from 'fast-check';
import { expect, test } from 'vitest';
import { affinities, awkwardTexts, routings } from '../../test/arbitraries.ts';
import { applied, rendered } from '../../test/rendering.ts';
import { parseDocuments, type RouterId, routers, toYaml } from '../index.ts';
import { INGRESS_COMMENTS } from './ingress-comments.ts';

const ids: readonly RouterId[] = [
  'ingress-nginx',
  'f5-nginx',
  'f5-nginx-virtualserver',
  'traefik',
  'traefik-ingressroute',
  'haproxy',
  'haproxy-backend',
  'haproxy-ingress',
];

test.each(ids)('of %s each annotation that carries affinity, and each cookie, says what it does', (id) => {
  fc.assert(
    fc.property(routings, affinities, (routing, affinity) => {
      const made = rendered(routers[id], routing, affinity);
      if (made === undefined || affinity.kind === 'none') return;
      const lines = toYaml(applied(routing, made)).split('\n');
      const carriers = lines.flatMap((line, at) =>
        /^\s+(\S+\/(?!ingress\.class)\S+|sessionCookie|sticky|lb-method):(?! "?false"?$)/.test(line) ? [at] : [],
      );
      expect(carriers.length).toBeGreaterThan(id === 'traefik-ingressroute' && affinity.kind !== 'cookie' ? -1 : 0);
      for (const at of carriers)
        expect([lines[at], lines[at - 1]]).toEqual([lines[at], expect.stringMatching(/^ +# \w/)]);
    }),
  );
});

test('a hostile value cannot leave its comment', () => {
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(INGRESS_COMMENTS)), awkwardTexts, (name, value) => {
      const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', annotations: { [name]: value } } };
      expect(parseDocuments(toYaml([object]))).toEqual([object]);
    }),
  );
});
