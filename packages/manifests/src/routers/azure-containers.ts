import * as z from 'zod';
import type { Affinity } from '../affinity.ts';
import { gatewayDuration } from '../gateway-duration.ts';
import { NOT_STICKY, type Sticking } from '../read/by-affinity.ts';
import { readCookie } from '../read/cookie.ts';
import { partsOf } from '../read/parts.ts';
import { type Policy, policiesOf } from '../read/policies.ts';
import { routeReadings } from '../read/route-readings.ts';
import { readMaxAge } from '../read/session-persistence.ts';
import { cannotCarry } from '../render/cannot-carry.ts';
import { gatewayRouting } from '../render/http-route.ts';
import { lossesOf } from '../render/losses.ts';
import { policyEach, routeTargets } from '../render/policy.ts';
import type { Path, Rendered, Router } from '../router.ts';
import { type Routing, requirePlainPaths } from '../routing.ts';
import type { CookieLosses } from './gateway-api.ts';

/** Azure Application Gateway for Containers: a RoutePolicy for each HTTPRoute. */
export const azureContainers: Router = {
  id: 'azure-containers',
  title: 'Azure Application Gateway for Containers',
  strengths: ['hashed'],
  status: 'stable',
  minimumVersion: 'Application Gateway for Containers, generally available since 2024',
  notes: [
    'An application-cookie needs a name and a duration; a managed-cookie is called AGCAffinity and lasts a day, whatever the policy says.',
    'The documents say that the cookie has a hash, and not that it names a pod: it counts as hashed here.',
    'Its documents leave the path, Secure and SameSite of the cookie open.',
    'It ignores sessionPersistence of the route.',
  ],
  documentation: 'https://learn.microsoft.com/azure/application-gateway/for-containers/session-affinity',
  className: 'azure-alb-external',
  marks: {
    controllers: ['alb.networking.azure.io/alb-controller'],
    annotations: ['alb.networking.azure.io/'],
    kinds: ['alb.networking.azure.io/RoutePolicy'],
    classNames: ['azure-alb-external'],
  },
  render,
  read: (objects) => {
    const ofRoute = policiesOf(objects, POLICY, readPolicy);
    return routeReadings(objects, (_, { object: { metadata } }) =>
      ofRoute({ kind: 'HTTPRoute', namespace: metadata.namespace, name: metadata.name }),
    );
  },
};

const POLICY = { group: 'alb.networking.azure.io', kind: 'RoutePolicy' };
const A_DAY = 86400;

const OPEN = 'The policy has a name and a duration for the cookie, and nothing else.';
const LOST: CookieLosses = {
  strength: { reason: 'The cookie is a hash, so a change of the pods can move sessions.', instead: 'hashed' },
  path: { reason: OPEN },
  domain: { reason: OPEN },
  secure: { reason: OPEN },
  sameSite: { reason: OPEN },
  changeOnFailure: { reason: 'What a failed try does to a session cannot be said.' },
};
const AGE_LOST = { reason: 'A cookie with a name of its own has to have a duration: it gets a day.', instead: A_DAY };

function render(routing: Routing, affinity: Affinity): Rendered {
  requirePlainPaths(routing, 'Application Gateway for Containers');
  const { gateway, routes, losses, needs } = gatewayRouting(routing, { className: 'azure-alb-external' });
  const objects = [gateway, ...routes];
  const addressed = [
    ...needs,
    'Annotations alb.networking.azure.io/alb-namespace and alb-name on the Gateway, or addresses in its spec, that say which frontend it has.',
  ];
  if (affinity.kind === 'none') return { objects, losses, needs: addressed };
  if (affinity.kind !== 'cookie') throw cannotCarry('Application Gateway for Containers', affinity, 'use a cookie');
  const { name, maxAgeSeconds } = affinity;
  const cookieDuration = gatewayDuration(maxAgeSeconds ?? A_DAY);
  const sessionAffinity = { affinityType: 'application-cookie', cookieName: name, cookieDuration };
  const type = { apiVersion: `${POLICY.group}/v1`, kind: POLICY.kind };
  return {
    objects: [...objects, ...policyEach(type, routing, routeTargets(routes), { default: { sessionAffinity } })],
    losses: [
      ...losses,
      ...lossesOf(affinity, { ...LOST, ...(maxAgeSeconds === undefined && { maxAgeSeconds: AGE_LOST }) }),
    ],
    needs: addressed,
  };
}

const settings = z
  .looseObject({
    sessionAffinity: z
      .looseObject({
        affinityType: z.enum(['application-cookie', 'managed-cookie']),
        cookieName: z.string().exactOptional(),
        cookieDuration: z.string().exactOptional(),
      })
      .exactOptional(),
  })
  .prefault({});

function readPolicy({ object, spec }: Policy): Sticking {
  const parts = partsOf(object);
  parts.others(spec, ['spec'], ['targetRef', 'targetRefs', 'default']);
  const data = parts.part(settings, spec.default, ['spec', 'default']);
  parts.others(data, ['spec', 'default'], ['sessionAffinity']);
  const path: Path = ['spec', 'default', 'sessionAffinity'];
  const said = data?.sessionAffinity;
  if (said === undefined) return { ...NOT_STICKY, from: [object], unread: parts.unread };
  parts.others(said, path, ['affinityType', 'cookieName', 'cookieDuration']);
  const { affinityType, cookieName, cookieDuration } = said;
  if (affinityType === 'managed-cookie') {
    const affinity: Affinity = { kind: 'cookie', name: 'AGCAffinity', strength: 'hashed', maxAgeSeconds: A_DAY };
    return { affinity, from: [object], unread: parts.unread };
  }
  const at: Path = [...path, 'cookieDuration'];
  const age = cookieDuration === undefined ? undefined : readMaxAge(cookieDuration, at, parts);
  const fields = {
    name: { value: cookieName, path: [...path, 'cookieName'] },
    maxAgeSeconds: { value: age, path: at },
  };
  const { cookie, unread } = readCookie(object, 'hashed', fields, 'AGCAffinity');
  return { affinity: cookie, from: [object], unread: [...parts.unread, ...unread] };
}
