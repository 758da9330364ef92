import * as z from 'zod';
import { goDuration, oneOf, rules, shape, token } from '../schema.ts';
import { targetRef } from './gateway-api.ts';

// https://learn.microsoft.com/azure/application-gateway/for-containers/session-affinity

const sessionAffinity = shape({
  affinityType: oneOf('application-cookie', 'managed-cookie'),
  cookieName: token.optional(),
  /** A duration in the API reference, seconds as a number in the guide. */
  cookieDuration: z.union([goDuration, z.int().min(1)], { error: 'Give a duration, such as 1h.' }).optional(),
}).superRefine(
  rules(({ affinityType, cookieName, cookieDuration }) => {
    if (affinityType === 'managed-cookie') return undefined;
    if (cookieName === undefined)
      return { path: ['cookieName'], message: 'An application-cookie needs it: name the cookie.' };
    return cookieDuration === undefined
      ? { path: ['cookieDuration'], message: 'An application-cookie needs it: say how many seconds it lasts.' }
      : undefined;
  }),
);

export const routePolicy = shape(
  {
    targetRef,
    default: shape({ sessionAffinity: sessionAffinity.optional() }, ['routeTimeouts', 'timeouts']).optional(),
  },
  ['override'],
);
