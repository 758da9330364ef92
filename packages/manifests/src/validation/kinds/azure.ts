import * as z from 'zod';
import { oneOf, rules, shape, token } from '../schema.ts';
import { targetRef } from './gateway-api.ts';

// https://learn.microsoft.com/azure/application-gateway/for-containers/session-affinity

const sessionAffinity = shape({
  affinityType: oneOf('application-cookie', 'managed-cookie'),
  cookieName: token.optional(),
  /** Microsoft's guide writes seconds as a number, its API reference a duration. */
  cookieDuration: z
    .union([z.int().min(1), z.string().regex(/^[1-9]\d*s$/)], { error: 'Give whole seconds, such as 3600s.' })
    .optional(),
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
