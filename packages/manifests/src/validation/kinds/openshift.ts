import * as z from 'zod';
import { oneOf, path, pattern, portNumberOrName, rules, shape, whole } from '../schema.ts';

// https://docs.redhat.com/en/documentation/openshift_container_platform/latest/html/networking/configuring-routes

const to = { kind: oneOf('Service', ''), name: z.string().min(1, 'This is empty: name the Service.') };
const weight = whole('A weight', 0, 256).optional();
const DNS =
  /^([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]{0,61}[a-zA-Z0-9])(\.([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]{0,61}[a-zA-Z0-9]))*$/;
const host = pattern(DNS, 'give a host without wildcard, port and path').max(
  253,
  'A host has at most 253 characters: shorten it.',
);

export const route = shape(
  {
    host: host.optional(),
    path: path.optional(),
    to: shape({ ...to, weight }),
    alternateBackends: z
      .array(shape({ ...to, weight }))
      .max(3, 'A Route has at most three other backends.')
      .optional(),
    port: shape({ targetPort: portNumberOrName }).optional(),
    tls: shape(
      {
        termination: oneOf('edge', 'reencrypt', 'passthrough'),
        insecureEdgeTerminationPolicy: oneOf('Allow', 'None', 'Redirect', '').optional(),
        externalCertificate: shape({ name: z.string() }).optional(),
        certificate: z.string().optional(),
      },
      ['caCertificate', 'destinationCACertificate', 'key'],
    )
      .superRefine(
        rules(
          ({ termination, insecureEdgeTerminationPolicy: policy }) =>
            termination === 'passthrough' && policy === 'Allow'
              ? {
                  path: ['insecureEdgeTerminationPolicy'],
                  message: 'What is passed through cannot be plain, too: use None or Redirect.',
                }
              : undefined,
          ({ certificate, externalCertificate }) =>
            certificate !== undefined && externalCertificate !== undefined
              ? {
                  path: ['certificate'],
                  message: 'Of certificate and externalCertificate only one may stand here: keep one.',
                }
              : undefined,
        ),
      )
      .optional(),
    wildcardPolicy: oneOf('None', 'Subdomain', '').optional(),
  },
  ['httpHeaders', 'subdomain'],
).superRefine(
  rules(({ tls, path: text }) =>
    tls?.termination === 'passthrough' && text !== undefined
      ? { path: ['path'], message: 'What is passed through has no path that the router sees: take it out.' }
      : undefined,
  ),
);
