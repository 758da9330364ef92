import * as z from 'zod';
import { number, parseInput, text } from './parse-input.ts';
import { hostIssue, ingressClassNameIssue, nameIssue } from './rules/dns.ts';
import { healthPathIssue, pathIssue } from './rules/http.ts';
import { imageIssue } from './rules/image.ts';
import { PORT, REPLICAS, rangeIssue } from './rules/range.ts';

/** What a Service offers an App as. */
export type ServiceType = 'ClusterIP' | 'NodePort' | 'LoadBalancer';

/** One host and path under which an App is reached through an ingress. */
export interface RouteSpec {
  /** DNS-1123 host; without it the route answers every host. */
  readonly host?: string;
  /** Starts with `/`; matched as a prefix. */
  readonly path: string;
  /** IngressClass name; without it the cluster's default class. */
  readonly ingressClassName?: string;
}

/**
 * An App as its user thinks of it: a Deployment, its Service and its routes. Names no namespace: the context that an
 * App is applied in pins it.
 */
export interface AppSpec {
  /** DNS-1123 label; names the Deployment, the Service and the `app` label. */
  readonly name: string;
  /** Image reference as of the OCI distribution specification. */
  readonly image: string;
  /** 0 to 1000. */
  readonly replicas: number;
  /** The port that the container listens on and that the Service offers, 1 to 65535. */
  readonly port: number;
  /** HTTP path that answers 200 when a pod can serve; used by the readiness and liveness probes. */
  readonly healthPath: string;
  /** How the App is offered; without it there is no Service. */
  readonly serviceType?: ServiceType;
  /** Needs a Service. */
  readonly route?: RouteSpec;
}

const route = z.strictObject({
  host: text(hostIssue).exactOptional(),
  path: text(pathIssue),
  ingressClassName: text(ingressClassNameIssue).exactOptional(),
});

const appSpec = z
  .strictObject({
    name: text(nameIssue),
    image: text(imageIssue),
    replicas: number((value) => rangeIssue(REPLICAS, value)),
    port: number((value) => rangeIssue(PORT, value)),
    healthPath: text(healthPathIssue),
    serviceType: z.enum(['ClusterIP', 'NodePort', 'LoadBalancer']).exactOptional(),
    route: route.exactOptional(),
  })
  .refine((app) => app.route === undefined || app.serviceType !== undefined, {
    path: ['route'],
    message: 'A route leads to a Service: give a serviceType too, such as ClusterIP.',
  });

/**
 * An AppSpec of an input from outside.
 *
 * @throws ManifestError `invalid-input`, with an issue for each thing that is wrong.
 */
export function parseAppSpec(input: unknown): AppSpec {
  return parseInput<AppSpec>(appSpec, input);
}
