import * as z from 'zod';
import type { Affinity } from '../affinity.ts';
import type { KubernetesObject } from '../objects.ts';
import { byAffinity, NOT_STICKY, type Sticking } from '../read/by-affinity.ts';
import { readIngress } from '../read/ingress.ts';
import { type ObjectIndex, objectIndex } from '../read/object-index.ts';
import { partsOf } from '../read/parts.ts';
import { specOf } from '../read/spec.ts';
import { starPath } from '../read/star-path.ts';
import { unreadAnnotations } from '../read/unread.ts';
import { ingressOf } from '../render/ingress.ts';
import { type Fixed, lossesOf } from '../render/losses.ts';
import { unsupportedAffinity } from '../render/unsupported.ts';
import type { Reading, Rendered, Router } from '../router.ts';
import { type Routing, type Rule, requirePlainPaths } from '../routing.ts';

/** An Ingress of Google Kubernetes Engine, with a BackendConfig that its Services name. */
export const gkeIngress: Router = {
  id: 'gke-ingress',
  title: 'GKE Ingress',
  strengths: ['hashed'],
  status: 'stable',
  minimumVersion: 'GKE 1.17.6',
  notes: [
    'Without container-native load balancing (network endpoint groups) the cookie names a node, not a pod.',
    'The class is told by the annotation kubernetes.io/ingress.class alone: gce, or gce-internal.',
    'The cookie is called GCLB from outside and GCILB from inside a network.',
    'Affinity is best effort: it breaks when a pod is full, unhealthy or gone, or when the set of pods changes.',
  ],
  documentation: 'https://cloud.google.com/kubernetes-engine/docs/how-to/ingress-configuration#session_affinity',
  className: 'gce',
  marks: {
    annotations: ['cloud.google.com/', 'networking.gke.io/'],
    kinds: ['cloud.google.com/BackendConfig'],
    classNames: ['gce', 'gce-internal'],
  },
  render,
  read,
};

const CLASS = 'kubernetes.io/ingress.class';
const CONFIG = 'cloud.google.com/backend-config';
const OLD_CONFIG = 'beta.cloud.google.com/backend-config';
const NEG = 'cloud.google.com/neg';
const OWN = ['networking.gke.io/', 'ingress.gcp.kubernetes.io/', 'kubernetes.io/ingress.'];
const KIND = 'cloud.google.com/BackendConfig';
const LONGEST = 86400;

const nothing = (what: string): Fixed => ({
  reason: `Google's load balancer has no setting for ${what} of its cookie.`,
});
const COOKIE: Readonly<Record<string, Fixed>> = {
  name: { reason: "Google's load balancer calls its cookie GCLB.", instead: 'GCLB' },
  strength: {
    reason: 'The cookie is hashed over the pods: a change of their set moves some sessions.',
    instead: 'hashed',
  },
  path: { reason: "Google's load balancer sets its cookie for the whole host: its Path is /." },
  domain: nothing('the domain'),
  secure: nothing('Secure'),
  sameSite: nothing('SameSite'),
  changeOnFailure: { reason: "Google's load balancer moves a session when the health check of its pod fails." },
};
const AGE: Fixed = { reason: `The cookie of a BackendConfig lasts ${LONGEST} s, a day, at most.`, instead: LONGEST };
const TIMEOUT: Fixed = {
  reason: "Google's load balancer hashes the address: it forgets no client, so there is no timeout.",
};

function render(routing: Routing, affinity: Affinity): Rendered {
  requirePlainPaths(routing, gkeIngress.title);
  if (affinity.kind === 'header') {
    throw unsupportedAffinity('GKE Ingress', affinity, 'a cookie or the client address, or use gke-gateway');
  }
  const { className, ...rest } = routing;
  const ingress = ingressOf(rest, className === undefined ? {} : { annotations: { [CLASS]: className } });
  if (affinity.kind === 'none') return { objects: [ingress], losses: [] };
  const { name, namespace } = routing;
  const seconds = affinity.kind === 'cookie' ? affinity.maxAgeSeconds : undefined;
  const config = {
    apiVersion: 'cloud.google.com/v1',
    kind: 'BackendConfig',
    metadata: { name, ...(namespace !== undefined && { namespace }) },
    spec: {
      sessionAffinity:
        affinity.kind === 'client-address'
          ? { affinityType: 'CLIENT_IP' }
          : {
              affinityType: 'GENERATED_COOKIE',
              ...(seconds !== undefined && { affinityCookieTtlSec: Math.min(seconds, LONGEST) }),
            },
    },
  };
  return {
    objects: [ingress, config],
    serviceSettings: {
      annotations: { [CONFIG]: JSON.stringify({ default: name }), [NEG]: JSON.stringify({ ingress: true }) },
    },
    losses:
      affinity.kind === 'cookie'
        ? lossesOf(affinity, { ...COOKIE, ...(seconds !== undefined && seconds > LONGEST && { maxAgeSeconds: AGE }) })
        : lossesOf(affinity, { timeoutSeconds: TIMEOUT }),
  };
}

const references = z.looseObject({
  default: z.string().optional(),
  ports: z.record(z.string(), z.string()).optional(),
});
const spec = z.looseObject({
  sessionAffinity: z
    .looseObject({ affinityType: z.string().nullish(), affinityCookieTtlSec: z.int().nullish() })
    .nullish(),
});

function read(objects: readonly KubernetesObject[]): readonly Reading[] {
  const find = objectIndex(objects);
  const made = new Map<KubernetesObject, Sticking>();
  return objects.flatMap((object) => {
    const ingress = readIngress(object, starPath);
    if (ingress === undefined) return [];
    const unread = [...ingress.unread, ...unreadAnnotations(object, OWN, [CLASS])];
    return byAffinity(ingress.routing, { from: [object], unread }, (rule) => {
      const config = configOf(rule, object.metadata.namespace, find);
      if (config === undefined) return NOT_STICKY;
      const sticking = made.get(config) ?? stickingOf(config);
      made.set(config, sticking);
      return sticking;
    });
  });
}

/** The BackendConfig of a Service's port: by the number or the name of the port, else the default one. */
function configOf({ service, port }: Rule, namespace: string | undefined, find: ObjectIndex) {
  const { annotations = {} } = find('/Service', service, namespace)?.metadata ?? {};
  const said = references.safeParse(json(annotations[CONFIG] ?? annotations[OLD_CONFIG])).data;
  const name = new Map(Object.entries(said?.ports ?? {})).get(String(port)) ?? said?.default;
  return name === undefined ? undefined : find(KIND, name, namespace);
}

/** The value of a JSON text; undefined when it is none. */
function json(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function stickingOf(config: KubernetesObject): Sticking {
  const parts = partsOf(config);
  const from = [config];
  const data = parts.part(spec, specOf(config), ['spec']);
  parts.others(data, ['spec'], ['sessionAffinity']);
  const { affinityType, affinityCookieTtlSec: seconds } = data?.sessionAffinity ?? {};
  parts.others(data?.sessionAffinity, ['spec', 'sessionAffinity'], ['affinityType', 'affinityCookieTtlSec']);
  if (affinityType === 'CLIENT_IP') return { affinity: { kind: 'client-address' }, from, unread: parts.unread };
  if (affinityType !== 'GENERATED_COOKIE') return { affinity: { kind: 'none' }, from, unread: parts.unread };
  const age = seconds ?? 0;
  if (age < 0 || age > LONGEST) {
    parts.name(['spec', 'sessionAffinity', 'affinityCookieTtlSec'], `The API server takes 0 to ${LONGEST} seconds.`);
  }
  return {
    // 0 is a cookie of the browser session.
    affinity: {
      kind: 'cookie',
      name: 'GCLB',
      strength: 'hashed',
      ...(age > 0 && age <= LONGEST && { maxAgeSeconds: age }),
    },
    from,
    unread: parts.unread,
  };
}
