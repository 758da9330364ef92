import { z } from 'zod';

/**
 * What this package reads of each kind. Everything else in an answer falls away when it is parsed, which also keeps
 * the memory of a live view small.
 */
const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);

const strings = z
  .record(z.string(), z.string())
  .nullish()
  .transform((record) => record ?? {});

const metadata = z.object({
  name: z.string(),
  uid: z.string(),
  resourceVersion: z.string(),
  generation: z.number().default(0),
  creationTimestamp: z.string().default(''),
  deletionTimestamp: z.string().optional(),
  labels: strings,
  annotations: strings,
  ownerReferences: list(
    z.object({ kind: z.string(), name: z.string(), uid: z.string(), controller: z.boolean().default(false) }),
  ),
});

const condition = z.object({
  type: z.string(),
  status: z.string(),
  reason: z.string().default(''),
  message: z.string().default(''),
});

const container = z.object({
  name: z.string(),
  image: z.string().default(''),
  ports: list(z.object({ containerPort: z.number() })),
});

const deployment = z.object({
  metadata,
  spec: z.object({
    replicas: z.number().default(1),
    selector: z.object({ matchLabels: strings, matchExpressions: list(z.unknown()) }),
    template: z.object({
      metadata: z.object({ labels: strings }).prefault({}),
      spec: z.object({ containers: list(container) }),
    }),
  }),
  status: z
    .object({
      observedGeneration: z.number().default(0),
      updatedReplicas: z.number().default(0),
      conditions: list(condition),
    })
    .prefault({}),
});

const containerState = z.object({
  waiting: z.object({ reason: z.string().default(''), message: z.string().default('') }).nullish(),
  running: z.object({}).nullish(),
  terminated: z
    .object({
      reason: z.string().default(''),
      message: z.string().default(''),
      exitCode: z.number().default(0),
      signal: z.number().default(0),
    })
    .nullish(),
});

const containerStatus = z.object({
  name: z.string(),
  ready: z.boolean().default(false),
  restartCount: z.number().default(0),
  state: containerState.prefault({}),
  lastState: containerState.prefault({}),
});

const pod = z.object({
  metadata,
  spec: z.object({ containers: list(container) }),
  status: z
    .object({
      phase: z.string().default(''),
      reason: z.string().default(''),
      podIP: z.string().optional(),
      conditions: list(condition),
      initContainerStatuses: list(containerStatus),
      containerStatuses: list(containerStatus),
    })
    .prefault({}),
});

const ingressAddress = z.object({
  ip: z.string().optional(),
  hostname: z.string().optional(),
  ports: list(z.object({ port: z.number() })),
});

const loadBalancer = z.object({ ingress: list(ingressAddress) }).prefault({});

const service = z.object({
  apiVersion: z.string().default('v1'),
  kind: z.string().default('Service'),
  metadata,
  spec: z.object({
    type: z.enum(['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName']).default('ClusterIP'),
    clusterIP: z.string().default(''),
    selector: strings,
    ports: list(z.object({ name: z.string().optional(), port: z.number(), nodePort: z.number().optional() })),
    sessionAffinity: z.string().default('None'),
    sessionAffinityConfig: z
      .object({ clientIP: z.object({ timeoutSeconds: z.number().optional() }).optional() })
      .optional(),
  }),
  status: z.object({ loadBalancer }).prefault({}),
});

const endpointSlice = z.object({
  metadata,
  endpoints: list(z.object({ conditions: z.object({ ready: z.boolean().nullish() }).prefault({}) })),
});

const backend = z.object({ service: z.object({ name: z.string() }).optional() });

const ingress = z.object({
  apiVersion: z.string().default('networking.k8s.io/v1'),
  kind: z.string().default('Ingress'),
  metadata,
  spec: z.object({
    ingressClassName: z.string().optional(),
    defaultBackend: backend.optional(),
    tls: list(z.object({ hosts: list(z.string()) })),
    rules: list(
      z.object({
        host: z.string().default(''),
        http: z.object({ paths: list(z.object({ path: z.string().default('/'), backend })) }).optional(),
      }),
    ),
  }),
  status: z.object({ loadBalancer }).prefault({}),
});

const ingressClass = z.object({ metadata, spec: z.object({ controller: z.string().default('') }).prefault({}) });

const listener = z.object({
  name: z.string(),
  hostname: z.string().default(''),
  port: z.number(),
  protocol: z.string(),
});

const gateway = z.object({
  metadata,
  spec: z.object({ gatewayClassName: z.string(), listeners: list(listener) }),
  status: z.object({ addresses: list(z.object({ value: z.string().default('') })) }).prefault({}),
});

const parentRef = z.object({
  kind: z.string().default('Gateway'),
  namespace: z.string().optional(),
  name: z.string(),
  sectionName: z.string().optional(),
  port: z.number().optional(),
});

const lifetimeType = z.string().optional();

const sessionPersistence = z.object({
  type: z.string().default('Cookie'),
  absoluteTimeout: z.string().optional(),
  sessionName: z.string().optional(),
  cookieConfig: z.object({ lifetimeType }).optional(),
  // The shape after 1.6.1.
  cookie: z.object({ name: z.string().optional(), lifetimeType }).optional(),
  header: z.object({ name: z.string().optional() }).optional(),
});

const httpRoute = z.object({
  metadata,
  spec: z.object({
    parentRefs: list(parentRef),
    hostnames: list(z.string()),
    rules: list(
      z.object({
        matches: list(z.object({ path: z.object({ type: z.string(), value: z.string() }).optional() })),
        backendRefs: list(
          z.object({ kind: z.string().default('Service'), namespace: z.string().optional(), name: z.string() }),
        ),
        sessionPersistence: sessionPersistence.optional(),
      }),
    ),
  }),
  status: z.object({ parents: list(z.object({ parentRef, controllerName: z.string().default('') })) }).prefault({}),
});

const event = z.object({
  metadata,
  involvedObject: z.object({ kind: z.string().default(''), name: z.string().default(''), uid: z.string().default('') }),
  type: z.string().default(''),
  reason: z.string().default(''),
  message: z.string().default(''),
});

const node = z.object({
  metadata,
  status: z.object({ addresses: list(z.object({ type: z.string(), address: z.string() })) }).prefault({}),
});

export const objectSchemas = {
  Deployment: deployment,
  ReplicaSet: z.object({ metadata }),
  Pod: pod,
  Service: service,
  EndpointSlice: endpointSlice,
  Ingress: ingress,
  IngressClass: ingressClass,
  Gateway: gateway,
  HTTPRoute: httpRoute,
  Event: event,
  Node: node,
} as const;

export type ObservedKind = keyof typeof objectSchemas;
export type Observed<K extends ObservedKind> = z.infer<(typeof objectSchemas)[K]>;
export type ContainerStatus = z.infer<typeof containerStatus>;
export type IngressAddress = z.infer<typeof ingressAddress>;

/** A whole object as the server keeps it, every field of it. */
export const liveObjectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    uid: z.string().default(''),
    namespace: z.string().exactOptional(),
    labels: z.record(z.string(), z.string()).exactOptional(),
    annotations: z.record(z.string(), z.string()).exactOptional(),
    managedFields: list(
      z.object({
        manager: z.string().default(''),
        operation: z.string().default(''),
        subresource: z.string().default(''),
        fieldsV1: z.record(z.string(), z.unknown()).default({}),
      }),
    ),
  }),
});

export type LiveObject = z.infer<typeof liveObjectSchema>;
