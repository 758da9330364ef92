import * as z from 'zod';
import type { Path } from '../../router.ts';
import type { SourceDocument } from '../../yaml/source.ts';

/** A container as rules look at it. */
export interface ContainerView {
  readonly name: string;
  readonly readinessProbe: boolean;
  readonly preStop: boolean;
  /** How long its preStop sleeps, where it says so. */
  readonly preStopSeconds?: number;
  readonly ports: readonly number[];
  /** Where it stands in the object. */
  readonly at: Path;
}

/** What runs pods that a Service can lead to. */
export interface WorkloadView {
  readonly document: SourceDocument;
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'ReplicaSet' | 'Pod';
  /** As written; without it 1. */
  readonly replicas?: number;
  /** `spec.strategy.type` of a Deployment, as written. */
  readonly strategy?: string;
  /** `spec.strategy.rollingUpdate.maxUnavailable` of a Deployment, as written; without it 25%. */
  readonly maxUnavailable?: number | string;
  /** As written; without it 30. */
  readonly gracePeriodSeconds?: number;
  /** Labels of its pods. */
  readonly labels: Readonly<Record<string, string>>;
  /** Containers that run as long as the pod; no init containers. */
  readonly containers: readonly ContainerView[];
  /** Where the specification of its pods stands. */
  readonly podAt: Path;
}

const KINDS = {
  Deployment: 'apps',
  StatefulSet: 'apps',
  DaemonSet: 'apps',
  ReplicaSet: 'apps',
  Pod: '',
} as const;

const number = z.number().optional().catch(undefined);
const labels = z.record(z.string(), z.string()).default({}).catch({});
/** By its own action, or by a command that does nothing else. */
const preStop = z.union([
  z.looseObject({ sleep: z.looseObject({ seconds: z.number() }) }).transform(({ sleep }) => sleep.seconds),
  z
    .looseObject({ exec: z.looseObject({ command: z.array(z.string()) }) })
    .transform(({ exec }) => Number(/^(?:\S*sh -c )?\S*sleep (\d+)s?$/.exec(exec.command.join(' '))?.[1] ?? 0)),
  z.looseObject({}).transform(() => 0),
  z.unknown().transform(() => undefined),
]);
const container = z.looseObject({
  name: z.string(),
  readinessProbe: z.unknown().optional(),
  lifecycle: z.looseObject({ preStop: preStop.optional() }).optional().catch(undefined),
  ports: z
    .array(z.looseObject({ containerPort: z.int() }).nullable().catch(null))
    .default([])
    .catch([]),
});
const podSpec = z.looseObject({
  terminationGracePeriodSeconds: number,
  containers: z.array(container.nullable().catch(null)).default([]).catch([]),
});
const pod = z.looseObject({ metadata: z.looseObject({ labels }), spec: podSpec });
const workload = z.looseObject({
  spec: z.looseObject({
    replicas: number,
    strategy: z
      .looseObject({
        type: z.string().optional().catch(undefined),
        rollingUpdate: z
          .looseObject({ maxUnavailable: z.union([z.number(), z.string()]).optional().catch(undefined) })
          .optional()
          .catch(undefined),
      })
      .optional()
      .catch(undefined),
    template: z.looseObject({
      metadata: z.looseObject({ labels }).default({ labels: {} }).catch({ labels: {} }),
      spec: podSpec,
    }),
  }),
});

/** What a workload says; undefined for another object, and for one without pods of a known shape. */
export function viewWorkload(document: SourceDocument): WorkloadView | undefined {
  const { object } = document;
  if (!isKind(object.kind)) return undefined;
  const [group] = object.apiVersion.includes('/') ? object.apiVersion.split('/') : [''];
  if (group !== KINDS[object.kind] && group !== 'extensions') return undefined;
  if (object.kind === 'Pod') {
    const { data } = pod.safeParse(object);
    return data && { document, kind: object.kind, labels: data.metadata.labels, ...pods(data.spec, ['spec']) };
  }
  const { data } = workload.safeParse(object);
  if (data === undefined) return undefined;
  const { replicas, strategy, template } = data.spec;
  const maxUnavailable = strategy?.rollingUpdate?.maxUnavailable;
  return {
    document,
    kind: object.kind,
    ...(replicas !== undefined && { replicas }),
    ...(strategy?.type !== undefined && { strategy: strategy.type }),
    ...(maxUnavailable !== undefined && { maxUnavailable }),
    labels: template.metadata.labels,
    ...pods(template.spec, ['spec', 'template', 'spec']),
  };
}

function isKind(kind: string): kind is keyof typeof KINDS {
  return Object.hasOwn(KINDS, kind);
}

function pods({ terminationGracePeriodSeconds, containers }: z.output<typeof podSpec>, podAt: Path) {
  return {
    ...(terminationGracePeriodSeconds !== undefined && { gracePeriodSeconds: terminationGracePeriodSeconds }),
    containers: containers.flatMap((entry, index): ContainerView[] => {
      if (entry === null) return [];
      const { name, readinessProbe, lifecycle, ports } = entry;
      const seconds = lifecycle?.preStop;
      return [
        {
          name,
          readinessProbe: readinessProbe !== undefined && readinessProbe !== null,
          preStop: seconds !== undefined,
          ...(seconds !== undefined && { preStopSeconds: seconds }),
          ports: ports.flatMap((port) => (port === null ? [] : [port.containerPort])),
          at: [...podAt, 'containers', index],
        },
      ];
    }),
    podAt,
  };
}
