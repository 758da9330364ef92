import { oneOf, rules, shape, whole } from '../schema.ts';
import { targetRef } from './gateway-api.ts';

// https://cloud.google.com/kubernetes-engine/docs/how-to/ingress-configuration#session_affinity

export const backendConfig = shape(
  {
    sessionAffinity: shape({
      affinityType: oneOf('NONE', 'CLIENT_IP', 'GENERATED_COOKIE', ''),
      affinityCookieTtlSec: whole("The cookie's age in seconds", 0, 86400).optional(),
    })
      .superRefine(
        rules(({ affinityType, affinityCookieTtlSec }) =>
          affinityCookieTtlSec !== undefined && affinityType !== 'GENERATED_COOKIE'
            ? {
                path: ['affinityCookieTtlSec'],
                message: 'This is for GENERATED_COOKIE alone: take it out, or set that type.',
              }
            : undefined,
        ),
      )
      .optional(),
  },
  [
    'cdn',
    'connectionDraining',
    'customRequestHeaders',
    'customResponseHeaders',
    'healthCheck',
    'iap',
    'logging',
    'securityPolicy',
    'timeoutSec',
  ],
);

// https://cloud.google.com/kubernetes-engine/docs/how-to/configure-gateway-resources#configure_session_affinity

export const gcpBackendPolicy = shape({
  targetRef,
  default: shape(
    {
      sessionAffinity: shape({
        type: oneOf(
          'CLIENT_IP',
          'CLIENT_IP_PORT_PROTO',
          'CLIENT_IP_PROTO',
          'GENERATED_COOKIE',
          'HEADER_FIELD',
          'HTTP_COOKIE',
          'NONE',
        ),
        cookieTtlSec: whole("The cookie's age in seconds", 0, 1_209_600).optional(),
      })
        .superRefine(
          rules(({ type, cookieTtlSec }) =>
            cookieTtlSec !== undefined && type !== 'GENERATED_COOKIE'
              ? {
                  path: ['cookieTtlSec'],
                  message: 'This is for GENERATED_COOKIE alone: take it out, or set that type.',
                }
              : undefined,
          ),
        )
        .optional(),
    },
    ['backendPreference', 'connectionDraining', 'iap', 'logging', 'maxRatePerEndpoint', 'securityPolicy', 'timeoutSec'],
  ).optional(),
});

export const gcpSessionAffinityPolicy = shape({
  targetRef,
  statefulGeneratedCookie: shape({ cookieTtlSeconds: whole("The cookie's age in seconds", 1, 86400) }).optional(),
});
