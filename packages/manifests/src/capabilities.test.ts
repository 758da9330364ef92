import { describe, expect, test } from 'vitest';
import { CAPABILITY_TITLES, type CapabilityId, capabilitiesOf, type RouterId, routers } from './index.ts';

function outcome(router: RouterId, id: CapabilityId) {
  return capabilitiesOf(routers[router]).capabilities.find((capability) => capability.id === id);
}

describe.each(Object.values(routers))('what $id can say', (router) => {
  const { capabilities, ...rest } = capabilitiesOf(router);

  test('is told of each thing once, in the order of the titles', () => {
    expect(capabilities.map(({ id }) => id)).toEqual(Object.keys(CAPABILITY_TITLES));
  });

  test('has a reason where it is not kept, and none where it is', () => {
    for (const { id, outcome, reason, instead } of capabilities) {
      if (outcome === 'kept') expect([id, reason, instead]).toEqual([id, undefined, undefined]);
      else expect(reason, id).toMatch(/\w.*\.$/);
      expect(instead === undefined, id).toBe(outcome !== 'changed');
    }
  });

  test('is in line with its strengths', () => {
    const carriesCookies = capabilities.find(({ id }) => id === 'cookie')?.outcome === 'kept';
    for (const { id, outcome } of capabilities) {
      if (id === 'cookie.hashed' || id === 'cookie.pinned') {
        const has = router.strengths.includes(id === 'cookie.hashed' ? 'hashed' : 'pinned');
        expect(outcome, id).toBe(carriesCookies ? (has ? 'kept' : 'changed') : 'lost');
      }
    }
  });

  test('is plain data', () => {
    expect(JSON.parse(JSON.stringify({ ...rest, capabilities }))).toEqual({ ...rest, capabilities });
  });
});

describe('what is known of some', () => {
  test.each([
    ['service-client-ip', 'cookie', 'lost'],
    ['service-client-ip', 'client-address.timeoutSeconds', 'kept'],
    ['service-client-ip', 'rules', 'lost'],
    ['ingress-nginx', 'cookie.hashed', 'kept'],
    ['ingress-nginx', 'cookie.changeOnFailure', 'kept'],
    ['ingress-nginx', 'client-address.timeoutSeconds', 'lost'],
    ['aws-alb', 'cookie.name', 'changed'],
    ['aws-alb', 'tls.secretName', 'lost'],
    ['contour', 'cookie.maxAgeSeconds', 'lost'],
    ['traefik', 'cookie.path', 'kept'],
    ['gateway-api', 'cookie.path', 'lost'],
    ['gateway-api-next', 'cookie.path', 'kept'],
  ] as const)('%s: %s is %s', (router, id, expected) => {
    expect(outcome(router, id)?.outcome).toBe(expected);
  });

  test('what always stands in its place', () => {
    expect(outcome('aws-alb', 'cookie.name')).toMatchObject({ outcome: 'changed', instead: 'AWSALB' });
  });

  test('with which strength it is so, where it is so with one alone', () => {
    expect(outcome('envoy-gateway', 'cookie.sameSite')).toEqual({
      id: 'cookie.sameSite',
      outcome: 'kept',
      only: 'hashed',
    });
  });
});
