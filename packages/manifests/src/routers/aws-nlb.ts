import * as z from 'zod';
import type { Affinity } from '../affinity.ts';
import type { KubernetesObject } from '../objects.ts';
import { kindOf } from '../read/object-index.ts';
import { unreadAnnotations } from '../read/unread.ts';
import { classNameLoss, lossesOf } from '../render/losses.ts';
import { unsupportedAffinity } from '../render/unsupported.ts';
import type { Loss, Reading, Rendered, Router } from '../router.ts';
import type { Routing, Rule } from '../routing.ts';
import { attributesOf } from './aws-target-group.ts';

/** A Service of type LoadBalancer of the AWS Load Balancer Controller: a Network Load Balancer, by source address. */
export const awsNlb: Router = {
  id: 'aws-nlb',
  title: 'AWS Network Load Balancer',
  strengths: ['pinned'],
  status: 'stable',
  minimumVersion: 'AWS Load Balancer Controller 2.4',
  notes: [
    'Stickiness by source address works for TCP and UDP; AWS refuses it for TLS listeners.',
    'Everyone behind one address (a company, a mobile network) meets one pod.',
    'loadBalancerClass cannot change on a Service that is a LoadBalancer already: make a new one.',
    'The load balancer is internal unless service.beta.kubernetes.io/aws-load-balancer-scheme says internet-facing.',
  ],
  documentation:
    'https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/annotations/#target-group-attributes',
  marks: { annotations: ['service.beta.kubernetes.io/aws-load-balancer-'], classNames: ['service.k8s.aws/nlb'] },
  render,
  read,
};

const PREFIX = 'service.beta.kubernetes.io/aws-load-balancer-';
/** `instance`, the default, or `ip`. */
export const NLB_TARGET_TYPE = `${PREFIX}nlb-target-type`;
export const NLB_ATTRIBUTES = `${PREFIX}target-group-attributes`;
const TYPE = `${PREFIX}type`;
const CLASS = 'service.k8s.aws/nlb';

function render(routing: Routing, affinity: Affinity): Rendered {
  if (affinity.kind === 'cookie' || affinity.kind === 'header') {
    throw unsupportedAffinity('A Network Load Balancer', affinity, 'the client address, or use aws-alb for a cookie');
  }
  const sticky = affinity.kind === 'client-address';
  return {
    objects: [],
    serviceSettings: {
      annotations: {
        [NLB_TARGET_TYPE]: 'ip',
        ...(sticky && { [NLB_ATTRIBUTES]: 'stickiness.enabled=true,stickiness.type=source_ip' }),
      },
      spec: { type: 'LoadBalancer', loadBalancerClass: CLASS },
    },
    losses: [
      ...lossesOf(affinity, {
        timeoutSeconds: {
          reason: 'A Network Load Balancer has no timeout for an address: flows of it keep their pod.',
        },
      }),
      ...routingLosses(routing),
    ],
  };
}

function routingLosses(routing: Routing): Loss[] {
  const { rules, tls } = routing;
  return [
    ...(rules.some(byMoreThanPort)
      ? [
          {
            field: 'rules',
            reason: 'A Network Load Balancer knows no hosts and paths: each Service gets one of its own.',
          },
        ]
      : []),
    ...(tls.length > 0
      ? [
          {
            field: 'tls',
            reason: 'TLS passes through to the pods: it cannot end at a Network Load Balancer and stick.',
          },
        ]
      : []),
    ...classNameLoss(routing, 'A Service has no IngressClass.'),
  ];
}

function byMoreThanPort({ host, path, match, port }: Rule): boolean {
  return host !== undefined || path !== '/' || match !== 'prefix' || typeof port !== 'number';
}

const service = z.looseObject({
  spec: z.looseObject({
    type: z.literal('LoadBalancer'),
    loadBalancerClass: z.string().nullish(),
    ports: z.array(z.looseObject({ port: z.int().min(1).max(65535) })).nullish(),
  }),
});

function read(objects: readonly KubernetesObject[]): readonly Reading[] {
  return objects.flatMap((object): Reading[] => {
    if (kindOf(object) !== '/Service') return [];
    const { data } = service.safeParse(object);
    const { name, namespace, annotations = {} } = object.metadata;
    const annotated = Object.keys(annotations).some((key) => key.startsWith(PREFIX));
    if (data === undefined || (data.spec.loadBalancerClass !== CLASS && !annotated)) return [];
    const attributes = attributesOf(object, NLB_ATTRIBUTES);
    const sticky = attributes.get('stickiness.enabled') === 'true' && attributes.get('stickiness.type') === 'source_ip';
    const understood = [NLB_ATTRIBUTES, TYPE, ...(annotations[NLB_TARGET_TYPE] === 'ip' ? [NLB_TARGET_TYPE] : [])];
    const reasons = new Map([
      [NLB_TARGET_TYPE, 'An address sticks to a node, and kube-proxy picks any pod from there: say ip.'],
    ]);
    return [
      {
        routing: {
          name,
          ...(namespace !== undefined && { namespace }),
          rules: (data.spec.ports ?? []).map(({ port }) => ({ path: '/', match: 'prefix', service: name, port })),
          tls: [],
        },
        affinity: sticky ? { kind: 'client-address' } : { kind: 'none' },
        from: [object],
        assumed: [],
        unread: [
          ...attributes.unread(['stickiness.enabled', 'stickiness.type']),
          ...unreadAnnotations(object, [PREFIX], understood, reasons),
        ],
      },
    ];
  });
}
