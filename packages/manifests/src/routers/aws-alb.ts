import type { Affinity } from '../affinity.ts';
import type { KubernetesObject } from '../objects.ts';
import { byAffinity, type Sticking } from '../read/by-affinity.ts';
import { readIngress } from '../read/ingress.ts';
import { objectIndex } from '../read/object-index.ts';
import { starPath } from '../read/star-path.ts';
import { unreadAnnotations } from '../read/unread.ts';
import { ingressOf } from '../render/ingress.ts';
import { type Fixed, lossesOf } from '../render/losses.ts';
import { unsupportedAffinity } from '../render/unsupported.ts';
import type { Loss, Reading, Rendered, Router } from '../router.ts';
import { type Routing, requirePlainPaths } from '../routing.ts';
import { quote } from '../rules/quote.ts';
import { attributesOf, LONGEST_STICKINESS } from './aws-target-group.ts';

/** An Ingress of the AWS Load Balancer Controller: an Application Load Balancer, whose cookie names a pod. */
export const awsAlb: Router = {
  id: 'aws-alb',
  title: 'AWS Application Load Balancer',
  strengths: ['pinned'],
  status: 'stable',
  minimumVersion: 'AWS Load Balancer Controller 2.0',
  notes: [
    'With target-type instance, the default, the cookie names a node, and kube-proxy picks any pod from there: use ip.',
    'The load balancer is internal unless alb.ingress.kubernetes.io/scheme says internet-facing.',
    "Certificates come from ACM by the hosts of the Ingress's tls, or by alb.ingress.kubernetes.io/certificate-arn: no Secret is read.",
    'An annotation of the same name on a Service counts more than the one on the Ingress.',
    'The age begins anew with every answer: the cookie is set again each time.',
  ],
  documentation:
    'https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#target-group-attributes',
  className: 'alb',
  marks: {
    controllers: ['ingress.k8s.aws/alb'],
    annotations: ['alb.ingress.kubernetes.io/'],
    classNames: ['alb'],
  },
  render,
  read,
};

const PREFIX = 'alb.ingress.kubernetes.io/';
/** `instance`, the default, or `ip`. */
export const ALB_TARGET_TYPE = `${PREFIX}target-type`;
/** On an Ingress, or on one of its Services. */
export const ALB_ATTRIBUTES = `${PREFIX}target-group-attributes`;
const LISTEN_PORTS = `${PREFIX}listen-ports`;
const LISTENING = '[{"HTTP": 80}, {"HTTPS": 443}]';
/** Of Elastic Load Balancing, where nobody says another. */
const DEFAULT_DURATION = 86400;

const COOKIE: Readonly<Record<string, Fixed>> = {
  name: {
    reason: 'The load balancer calls its cookie AWSALB, and a copy for other sites AWSALBCORS.',
    instead: 'AWSALB',
  },
  strength: { reason: 'The cookie of an Application Load Balancer names its pod, encrypted.', instead: 'pinned' },
  path: { reason: 'The cookie AWSALB is for the whole host: its Path is /.' },
  domain: { reason: 'The cookie AWSALB is for the host that set it alone: it has no Domain.' },
  secure: { reason: 'AWSALB never has Secure; AWSALBCORS, set beside it, always has.' },
  sameSite: { reason: 'AWSALB never has SameSite; AWSALBCORS, set beside it, has SameSite=None.' },
  changeOnFailure: {
    reason: 'The load balancer moves a session when the health check of its pod fails, not when a request does.',
  },
};

function render(routing: Routing, affinity: Affinity): Rendered {
  requirePlainPaths(routing, awsAlb.title);
  if (affinity.kind === 'client-address' || affinity.kind === 'header') {
    throw unsupportedAffinity(
      'An Application Load Balancer',
      affinity,
      'a cookie, or use aws-nlb for the client address',
    );
  }
  const { maxAgeSeconds = DEFAULT_DURATION } = affinity.kind === 'cookie' ? affinity : {};
  const duration = Math.min(maxAgeSeconds, LONGEST_STICKINESS);
  const ingress = ingressOf(routing, {
    annotations: {
      [ALB_TARGET_TYPE]: 'ip',
      ...(affinity.kind === 'cookie' && {
        [ALB_ATTRIBUTES]: `stickiness.enabled=true,stickiness.type=lb_cookie,stickiness.lb_cookie.duration_seconds=${duration}`,
      }),
      ...(routing.tls.length > 0 && { [LISTEN_PORTS]: LISTENING }),
    },
  });
  const age: Fixed = {
    reason: `Stickiness lasts 1 second to 7 days, and ${DEFAULT_DURATION} s where nobody says: here it is ${duration} s.`,
    instead: duration,
  };
  return {
    objects: [withoutSecrets(ingress)],
    losses: [
      ...(affinity.kind === 'cookie' ? lossesOf(affinity, { ...COOKIE, maxAgeSeconds: age }) : []),
      ...secretLoss(routing),
    ],
  };
}

function withoutSecrets(ingress: ReturnType<typeof ingressOf>) {
  const tls = ingress.spec?.tls?.map(({ hosts }) => (hosts === undefined ? {} : { hosts }));
  return tls === undefined ? ingress : { ...ingress, spec: { ...ingress.spec, tls } };
}

function secretLoss({ tls }: Routing): Loss[] {
  if (tls.every(({ secretName }) => secretName === undefined)) return [];
  const reason = 'The load balancer reads no Secret: import the certificate into ACM, where it is found by its host.';
  return [{ field: 'tls.secretName', reason }];
}

function read(objects: readonly KubernetesObject[]): readonly Reading[] {
  const find = objectIndex(objects);
  return objects.flatMap((object) => {
    const ingress = readIngress(object, starPath);
    if (ingress === undefined) return [];
    const { annotations = {}, namespace } = object.metadata;
    const reasons = new Map([
      [ALB_TARGET_TYPE, 'The cookie names a node, and kube-proxy picks any pod from there: say ip.'],
    ]);
    const understood = [
      ALB_ATTRIBUTES,
      ...(withoutSpace(annotations[LISTEN_PORTS]) === withoutSpace(LISTENING) ? [LISTEN_PORTS] : []),
      ...(annotations[ALB_TARGET_TYPE] === 'ip' ? [ALB_TARGET_TYPE] : []),
    ];
    const unread = [...ingress.unread, ...unreadAnnotations(object, [PREFIX], understood, reasons)];
    const made = new Map<KubernetesObject, Sticking>();
    return byAffinity(ingress.routing, { from: [object], unread }, ({ service }) => {
      const own = find('/Service', service, namespace);
      const carrier = own?.metadata.annotations?.[ALB_ATTRIBUTES] === undefined ? object : own;
      const sticking = made.get(carrier) ?? stickingOf(carrier);
      made.set(carrier, sticking);
      return sticking;
    });
  });
}

function withoutSpace(text: string | undefined): string | undefined {
  return text?.replace(/\s/g, '');
}

function stickingOf(object: KubernetesObject): Sticking {
  const attributes = attributesOf(object, ALB_ATTRIBUTES);
  const { unread } = attributes;
  const type = attributes.get('stickiness.type') ?? 'lb_cookie';
  const byApp = type === 'app_cookie';
  const from = [object];
  if (attributes.get('stickiness.enabled') !== 'true' || !(byApp || type === 'lb_cookie')) {
    return { affinity: { kind: 'none' }, from, unread: unread([]) };
  }
  const key = `stickiness.${type}.duration_seconds`;
  const said = attributes.seconds(key);
  const appCookie = attributes.get('stickiness.app_cookie.cookie_name');
  return {
    affinity: {
      kind: 'cookie',
      name: byApp ? 'AWSALBAPP-0' : 'AWSALB',
      strength: 'pinned',
      maxAgeSeconds: said ?? DEFAULT_DURATION,
    },
    from,
    assumed:
      said === undefined
        ? [{ field: 'maxAgeSeconds', reason: 'Elastic Load Balancing takes a day.', instead: DEFAULT_DURATION }]
        : [],
    unread: [
      ...unread(['stickiness.enabled', 'stickiness.type', ...(said === undefined ? [] : [key])]),
      ...(byApp && appCookie !== undefined
        ? [
            {
              object,
              path: ['metadata', 'annotations', ALB_ATTRIBUTES],
              reason: `A session begins when the application sets its own cookie ${quote(appCookie)}, and ends with it.`,
            },
          ]
        : []),
    ],
  };
}
